"""Tables of the supply side."""

from fair.exhibitors.models.booth import BoothRegistration
from fair.exhibitors.models.certificate import HeldCertificate
from fair.exhibitors.models.product_line import LinePhoto, ProductLine

__all__ = ["BoothRegistration", "HeldCertificate", "LinePhoto", "ProductLine"]
