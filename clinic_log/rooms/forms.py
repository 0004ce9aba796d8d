"""What is said about a room, and about a box of needles."""

from clinic_log.base.errors import InvalidInputError
from clinic_log.rooms.rules import LOT_LIMIT, NAME_LIMIT, PRODUCT_LIMIT, BoxDetails
from clinic_log.web.forms import DayField, FieldsForm, Required, TextField


class _RefusableForm(FieldsForm):
    def refuse(self, error: InvalidInputError) -> None:
        """Put what the rules refuse beside the field that it concerns."""
        self[error.field or next(iter(self._fields))].errors = [str(error)]


class RoomForm(_RefusableForm):
    name = TextField("Name", [Required("Enter what the room or couch is called")], limit=NAME_LIMIT)


class BoxForm(_RefusableForm):
    product = TextField("Product", [Required("Enter the product as it stands on the box")], limit=PRODUCT_LIMIT)
    lot = TextField("Lot", [Required("Enter the lot as it stands on the box")], limit=LOT_LIMIT)
    expires_on = DayField("Use by")

    def box(self) -> BoxDetails:
        """What was entered. Only for a form whose fields are valid."""
        return BoxDetails(product=self.product.data or "", lot=self.lot.data or "", expires_on=self.expires_on.data)
