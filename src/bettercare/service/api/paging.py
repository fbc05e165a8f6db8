"""Lists in pages: a part of a list and how long it is in all."""

from ninja import Field, Schema
from ninja.pagination import LimitOffsetPagination, paginate


class Pages(LimitOffsetPagination):
    """The library's pages, with bounds that every database can take."""

    class Input(Schema):
        limit: int = Field(100, ge=1, le=500)
        offset: int = Field(0, ge=0, le=2_147_483_647)


paged = paginate(Pages)
