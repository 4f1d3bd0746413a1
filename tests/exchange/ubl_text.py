"""A UBL order as text, small enough to change one thing in each test."""

HEAD = (
    '<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"'
    ' xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"'
    ' xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
)


def line(
    *,
    price: str = '<cbc:PriceAmount currencyID="EUR">50</cbc:PriceAmount>',
    base: str = "",
    quantity: str = '<cbc:Quantity unitCode="C62">10</cbc:Quantity>',
    stated: str = "",
    more: str = "",
    number: str = "1",
) -> str:
    """One order line; ``stated`` is its LineExtensionAmount, ``more`` any further elements."""
    extension = f'<cbc:LineExtensionAmount currencyID="EUR">{stated}</cbc:LineExtensionAmount>'
    return (
        f"<cac:OrderLine><cac:LineItem><cbc:ID>{number}</cbc:ID>{quantity}"
        f"{extension if stated else ''}{more}<cac:Price>{price}{base}</cac:Price>"
        "<cac:Item><cbc:Name>Lamp</cbc:Name></cac:Item></cac:LineItem></cac:OrderLine>"
    )


def order(*parts: str, payable: str = "", currency: str = "EUR") -> bytes:
    """An order of these parts; ``payable`` is the stated total."""
    header = f"<cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>" if currency else ""
    total = (
        f'<cac:AnticipatedMonetaryTotal><cbc:PayableAmount currencyID="EUR">{payable}'
        "</cbc:PayableAmount></cac:AnticipatedMonetaryTotal>"
    )
    body = "".join(parts)
    return f"{HEAD}<cbc:ID>7</cbc:ID>{header}{total if payable else ''}{body}</Order>".encode()


def adjustment(amount: str, *, charge: bool, reason: str = "") -> str:
    """An AllowanceCharge element."""
    return (
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>{str(charge).lower()}</cbc:ChargeIndicator>"
        f"<cbc:AllowanceChargeReason>{reason}</cbc:AllowanceChargeReason>"
        f'<cbc:Amount currencyID="EUR">{amount}</cbc:Amount></cac:AllowanceCharge>'
    )
