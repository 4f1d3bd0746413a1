"""What may be asked of version 1? ``api`` joins the routes; each file beside it has one family."""
