"""Who they are: HWB areas, councils, CCGs, ICBs, districts and trusts, with dates and successors."""

from bettercare.organisations.areas import NamedArea, areas_named, areas_of, hwb_of
from bettercare.organisations.finding import ASK_BELOW, Match, find
from bettercare.organisations.ground import extent, share_ground
from bettercare.organisations.mentions import Mention, mentions
from bettercare.organisations.register import AreaShare, NotRegistered, Organisation, all_organisations, get, successors_of

__all__ = [
    "ASK_BELOW", "AreaShare", "Match", "Mention", "NamedArea", "NotRegistered", "Organisation", "all_organisations",
    "areas_named", "areas_of", "extent", "find", "get", "hwb_of", "mentions", "share_ground", "successors_of",
]  # fmt: skip
