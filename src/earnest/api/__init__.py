"""What do programs call? The versioned HTTP interface over the desk."""
