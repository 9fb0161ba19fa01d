"""Words that say little about whose a sign is: legal forms, trades, praise, places, listing talk. 通用词.

They are weighed down, never dropped: "Food Group" against "Food Group" is still the same. The list is this
project's own, collected from the names of exhibitors and filings and the market languages; checked 2026-11.
"""

_LATIN = """
the and of for by with from in on at to a an or de del della des du la le les el los las lo il di da do dos das
und der die das von fur et y e i en au aux un une une al
co ltd limited inc incorporated corp corporation company companies llc llp plc gmbh mbh ag kg ohg sa sas sarl
srl spa bv nv oy oyj ab as asa aps kft zrt sro doo dd ooo zao oao pjsc jsc pte pty pvt sdn bhd kk cv ltda eirl
sl sp zoo spol kabushiki kaisha tbk pt cia
group groupe gruppe gruppo grupo holding holdings international intl internacional global world worldwide
europe european asia asian america american usa us uk eu china chinese india indian japan germany german france
french italy italian italia espana vietnam russia brasil brazil mexico deutschland
food foods drink drinks beverage beverages meat snack snacks coffee tea wine wines beer brewery bakery kitchen
restaurant cafe bar pizza water milk rice noodle noodles bread sauce
tech technology technologies technik tecnologia technologie electronic electronics electric electrical elektronik
digital software system systems solution solutions service services serviced network networks data media online web
net com app apps mobile smart cloud cyber it ai
industry industries industrial industrie engineering manufacturing machinery machine machines tools tool
equipment products product produkte supply supplies trading trade trader export import imports
enterprise enterprises business consulting consult management partners capital finance financial bank invest
investment investments insurance pay
medical health healthcare pharma pharmaceutical pharmaceuticals bio biotech lab labs laboratory laboratories
clinic care beauty cosmetics cosmetic skin hair derma dental sport sports fitness
home house garden furniture decor design designs studio studios fashion wear clothing jeans shoes textile
textiles toys toy kids baby pet pets auto automotive motor motors car cars bike energy power solar green eco
organic natural nature bio fresh premium quality gold golden royal super best new original classic pro plus max
mini extra ultra one first top prime star select selection collection edition line series brand brands shop
store market official wholesale sale hot free shipping set part parts case charger compatible portable wireless
stainless steel men women man woman uni size pack box since est
art arts music event events academy school university institute foundation association society club center
centre park hotel hotels resort travel tours
""".split()

_OTHER = """
有限公司 有限责任公司 股份有限公司 股份公司 公司 集团 食品 科技 技术 实业 国际 贸易 商贸 电子 电器 官方旗舰店 旗舰店
专卖店 新 老 大 小 中国 株式会社 有限会社 주식회사 유한회사 ооо оао зао пао компания группа фирма торговый дом
شركة مجموعة חברה קבוצת
""".split()

_ENDINGS = """
股份有限公司 有限责任公司 有限公司 股份公司 官方旗舰店 旗舰店 专卖店 集团 公司 食品 科技 实业 国际 贸易 商贸
电子 电器 药局 书店 银行 商店 本店 薬局 株式会社 有限会社 病院 学院 酒店 餐厅 超市 百货 便利店 大学 饭店 ストア
ショップ マート スーパー センター グループ ホテル カフェ バンク フーズ コーヒー ホールディングス ジャパン
サービス ショッピングセンター ドラッグストア レストラン カレッジ スクール クリニック ネットワーク モール
マーケット コーポレーション カンパニー プラザ パーク ホーム 그룹 은행 백화점 면세점 마트 전자 식품 호텔 커피
치킨 피자 코리아 주식회사 유한회사 슈퍼 슈퍼마켓 카페 병원 약국 서점 대학교 홀딩스 센터 스토어
"""
"""Endings of a token written without spaces, in hanzi, katakana and hangul, that say little about whose it is."""


def _by_last(endings: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for ending in sorted(endings, key=lambda ending: -len(ending)):
        found.setdefault(ending[-1], []).append(ending)
    return {last: tuple(listed) for last, listed in found.items()}


AFFIXES = _by_last(_ENDINGS.split())
"""Endings by their last letter, the longest first."""

GENERIC = frozenset(_LATIN) | frozenset(_OTHER) | frozenset(_ENDINGS.split())
"""Folded words, as `normal.words` gives them."""
