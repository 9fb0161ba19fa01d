"""Where each market stands on the overview: one square each, placed roughly as on a globe. 市场方格图.

No map: squares are of one size, tell nothing of borders, and stand where there was room. Made by hand for this page. Codes
are WIPO ST.3; the regional offices stand in the bottom left corner.
"""

from functools import cache

_ROWS = """
.  .  .  .  .  GL .  .  .  .  .  IS .  .  .  NO SE FI .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
.  .  .  .  .  .  .  .  .  .  .  .  .  .  .  DK .  EE .  .  .  .  RU .  .  .  .  .  .  .  .  .  .  .
.  .  CA .  .  .  .  .  .  .  .  IE GB .  NL DE PL LV BY .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
.  .  US .  .  .  .  .  .  .  .  .  .  BE LU CZ SK LT UA .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
.  MX .  .  .  BS .  .  .  .  .  .  FR CH LI AT HU RO MD .  .  .  KZ .  .  MN .  .  .  .  .  .  .  .
.  GT BZ .  CU .  HT DO KN .  PT ES AD MC IT SI HR RS BG .  GE .  UZ KG .  CN .  KP .  JP .  .  .  .
.  SV HN .  JM .  .  .  AG .  .  .  .  SM .  .  BA ME MK TR AM AZ TM TJ .  .  .  KR .  .  .  .  .  .
.  .  NI .  .  .  .  DM LC .  .  .  .  .  MT .  AL GR CY LB SY IQ IR AF .  .  MO HK TW .  .  .  .  .
.  .  CR PA .  .  .  VC BB .  .  MA DZ TN LY EG .  IL PS JO .  KW BH PK NP BT .  .  .  .  .  .  .  .
.  .  .  CO VE .  TT GD .  .  .  MR ML NE TD SD ER .  .  .  SA QA AE OM IN BD MM LA VN PH .  .  .  .
.  .  EC .  GY SR .  .  CV .  SN GM BF BJ NG SS ET DJ .  .  YE .  .  .  LK .  TH KH .  .  .  .  .  .
.  .  PE BO BR .  .  .  GW .  GN CI GH TG CM CF UG KE SO .  .  .  .  MV .  .  .  MY BN .  .  .  .  .
.  .  .  PY .  .  .  .  .  .  SL LR ST GQ CG CD RW TZ .  SC .  .  .  .  .  .  .  SG ID TL PG SB NR KI
.  .  CL AR UY .  .  .  .  .  .  .  .  GA AO ZM BI MW KM .  .  .  .  .  .  .  .  .  AU .  .  VU FJ TV
.  .  .  .  .  .  .  .  .  .  .  .  .  .  NA BW ZW MZ MG MU .  .  .  .  .  .  .  .  .  .  PW FM MH WS
EM WO BX OA AP XX .  .  .  .  .  .  .  .  .  ZA LS SZ .  .  .  .  .  .  .  .  .  .  .  NZ .  .  TO .
"""

REGIONAL = frozenset({"EM", "WO", "BX", "OA", "AP", "XX"})


@cache
def squares() -> dict[str, tuple[int, int]]:
    """Column and row of each code."""
    rows = [line.split() for line in _ROWS.strip().splitlines()]
    return {
        code: (column, row)
        for row, codes in enumerate(rows)
        for column, code in enumerate(codes)
        if code != "."
    }
