"""What is wrong and what mends it, kind by kind, in Chinese and English."""

from domain.fault_kind import FaultKind

FAULT_WORDS: dict[FaultKind, tuple[str, str]] = {
    FaultKind.FILE_MISSING: ("文件或文件夹不存在，请检查路径", "no such file or folder; check the path"),
    FaultKind.FILE_EMPTY: ("文件为空，请重新下载", "the file is empty; download it again"),
    FaultKind.FILE_TOO_LARGE: ("文件展开后过大，请拆分", "expands beyond the limit; split it"),
    FaultKind.NOT_THE_FILE: (
        "应为数据文件，实为网页（官网有时以 200 返回出错页），请重新下载",
        "a web page where a data file was expected (offices answer 200 with an error page); download it again",
    ),
    FaultKind.UNKNOWN_FORMAT: (
        "无法识别的格式；支持 USPTO 日更 XML、WIPO ST.66、ST.96、INPI RPI、CSV、JSONL 及其 zip",
        "unknown format; USPTO daily XML, WIPO ST.66, ST.96, INPI RPI, CSV, JSONL and zips of them are read",
    ),
    FaultKind.ZIP_BROKEN: (
        "压缩包损坏或不完整，请重新下载",
        "the zip is damaged or cut short; download it again",
    ),
    FaultKind.ZIP_UNSAFE: (
        "压缩包成员路径或大小不安全，已拒绝",
        "the zip member is unsafe (path or size) and was refused",
    ),
    FaultKind.ENTITY_DECLARED: (
        "XML 声明了实体（可能是实体炸弹或外部实体），已拒绝整个文件",
        "the XML declares entities (an entity bomb or an external entity); the file is refused",
    ),
    FaultKind.TRUNCATED: (
        "文件在记录中途结束，此前记录已保留，请重新下载",
        "ends inside a record; earlier records are kept, download it again",
    ),
    FaultKind.WRONG_ENCODING: (
        "编码与声明不符，该处已跳过；请另存为 UTF-8",
        "the bytes do not fit the declared encoding; save as UTF-8",
    ),
    FaultKind.BROKEN_RECORD: ("记录不是合法的格式，已跳过", "the record is not well formed and was skipped"),
    FaultKind.RECORD_TOO_LARGE: (
        "单条记录过大，已跳过",
        "the record is larger than the limit and was skipped",
    ),
    FaultKind.NO_NUMBER: ("记录没有申请号，已跳过", "the record has no number and was skipped"),
    FaultKind.BAD_DATE: (
        "日期无效，该日期按缺失处理，记录已保留",
        "not a date; taken as missing, the record is kept",
    ),
    FaultKind.BAD_CLASS: ("尼斯分类须为 1–45，该类已略去", "a Nice class is 1 to 45; the class was left out"),
    FaultKind.BAD_PRICE: (
        "价格无法识别，按缺失处理，记录已保留",
        "not a price; taken as missing, the record is kept",
    ),
    FaultKind.LIST_GAP: (
        "列表中间有一页没有记录，已越过；该页的条目未读到",
        "a page in the middle of the list has no records and was passed over; what belongs on it is unread",
    ),
    FaultKind.LIST_CUT: (
        "列表超过页数上限，其余未读；请缩小查询范围或提高上限",
        "the list is longer than the pages allowed; the rest is unread: narrow the query or raise the bound",
    ),
    FaultKind.WORDS_IN_TURN: (
        "监测词多于本次可检索的数量，各次轮流检索；请减少站点或提高上限",
        "more watched words than a run may search for: each run takes the next in turn; fewer sites or a higher bound help",
    ),
    FaultKind.DUPLICATE: ("同一文件中号码重复", "the number occurs more than once in this file"),
    FaultKind.NO_RECORDS: (
        "文件中没有任何记录；零条从不视为成功",
        "no record in the file; zero is never success",
    ),
    FaultKind.COLUMN_MISSING: ("缺少必需的列", "a mandatory column is missing"),
    FaultKind.COLUMN_UNKNOWN: ("不认识的列，已忽略", "unknown column, ignored"),
    FaultKind.ROW_WITHOUT_NAME: ("该行没有品牌名称，已跳过", "the row has no brand name and was skipped"),
    FaultKind.ROW_MALFORMED: ("该行格式有误，已跳过", "the row is malformed and was skipped"),
    FaultKind.DUPLICATE_BRAND: (
        "品牌重复，保留先出现的一行",
        "the same brand twice; the first row is kept",
    ),
    FaultKind.EMPTY_WATCHLIST: ("监测清单中没有任何品牌", "the watchlist holds no brand"),
    FaultKind.BAD_MARKET: (
        "不认识的国家或地区（可写中文名、英文名或两字母代码），已略去",
        "not a country or region (write its Chinese or English name, or its two-letter code); left out",
    ),
    FaultKind.NONE_LEFT: (
        "该格没有一项可用，整行未导入；请改正，或留空表示全部",
        "nothing in the cell can be used and the row was skipped; correct it, or leave it empty for all",
    ),
    FaultKind.WORKBOOK_BROKEN: (
        "不是可读的 Excel 文件，请另存为 XLSX",
        "not an Excel file that can be read; save it as .xlsx",
    ),
    FaultKind.BAD_EXPOSURE: (
        "展示记录应写作“2026-04-15 广交会”或“上架: 2026-03-01 店铺”，该项已略去",
        "a day shown is written “2026-04-15 FAIR” or “listing: 2026-03-01 SHOP”; left out",
    ),
    FaultKind.BAD_LEAST_PRICE: (
        "最低价应写作“USD 39.90”（ISO 4217 货币代码加金额），该项已略去",
        "a least price is written “USD 39.90” (ISO 4217 code and amount); left out",
    ),
    FaultKind.NOT_A_WATCHLIST: (
        "不是可读的监测清单；请另存为 .xlsx 或 UTF-8 编码的 CSV",
        "not a watchlist that can be read; save it as .xlsx or as CSV in UTF-8",
    ),
    FaultKind.CELL_IS_DATE: (
        "单元格已被 Excel 变成日期，已略去；请先将该列设为文本，再重新填写",
        "Excel turned the cell into a date; left out. Format the column as text and type it again",
    ),
    FaultKind.CELL_IS_FORMULA: (
        "单元格是公式，没有可读的值，已略去；请在 Excel 中“粘贴为值”后重新保存",
        "the cell is a formula without a value to read; left out. Paste it as a value in Excel and save again",
    ),
    FaultKind.CELL_TOO_LONG: (
        "内容过长，该行已跳过；请缩短或分成几行",
        "too long; the row was skipped. Shorten it or part it into rows",
    ),
    FaultKind.OTHER_ENTERPRISE: (
        "该行写的是另一家企业，已跳过；请改正“企业”一列，或清空该列",
        "the row names another enterprise and was skipped; correct the column or leave it empty",
    ),
    FaultKind.BRAND_ID_TAKEN: (
        "品牌编号已被使用，该行已跳过；请换一个编号，或清空编号由系统生成",
        "the brand id is in use and the row was skipped; choose another, or leave it empty and one is made",
    ),
    FaultKind.TOO_MANY_BRANDS: (
        "品牌过多，其余未读；请分成几个文件",
        "too many brands; the rest is unread. Part the list into several files",
    ),
    FaultKind.ROW_WITHOUT_SUBJECT: (
        "该行缺少必填的一项，已跳过；请补填该列",
        "the row lacks what it is about and was skipped; fill in that column",
    ),
    FaultKind.LISTED_TWICE: (
        "与前面一行重复，保留先出现的一行；请合并为一行",
        "says the same subject as an earlier row, which is kept; make one row of them",
    ),
    FaultKind.BAD_CREDIT_CODE: (
        "统一社会信用代码有误，已略去；请按营业执照核对",
        "not a credit code; left out. Compare it with the business licence",
    ),
    FaultKind.OTHER_CREDIT_CODE: (
        "统一社会信用代码与已登记的企业不符，该行已跳过；请核对企业名称和代码",
        "the credit code does not go with this enterprise and the row was skipped; compare name and code",
    ),
    FaultKind.UNKNOWN_INDUSTRY: (
        "不在行业目录中，已略去；请改用目录中的行业，或先在“名录”页添加该行业",
        "not an industry of the centre's list; left out. Use one of the list, or add it on the page of the lists first",
    ),
    FaultKind.UNKNOWN_BRAND: (
        "找不到这个品牌，或同名品牌不止一个，该行已跳过；请填品牌编号，或先在“品牌”页导入",
        "no such brand, or several of that name; the row was skipped. Give its brand id, or import the brand first",
    ),
    FaultKind.UNKNOWN_PAIR: (
        "结对机构不存在，或与对方所填不一致，已略去；境内机构与境外机构一一结对，请两行互填对方名称",
        "no such agency to pair with, or the other one names another; left out. One at home pairs with one abroad: name each in "
        "the other's row",
    ),
    FaultKind.BAD_CHOICE: (
        "不是可选的内容，已略去；可选项见括号内",
        "not one of the choices, which stand in brackets; left out",
    ),
    FaultKind.BAD_DAY: (
        "日期应写作 2026-04-15，已略去",
        "a day is written 2026-04-15; left out",
    ),
    FaultKind.BAD_YEAR: (
        "年度应为四位数字，如 2026，该行已跳过",
        "a year is four digits, such as 2026; the row was skipped",
    ),
    FaultKind.BAD_FAIR: (
        "展会应写作“名称, 国家, 城市, 开展日, 闭展日, 展位号”，各项之间用逗号，该项已略去",
        "a fair is written “name, country, city, first day, last day, stand”, parted by commas; left out",
    ),
    FaultKind.BAD_SHOP: (
        "店铺应写作“平台, 站点, 店铺号”，该项已略去",
        "a shop is written “platform, site, store id”; left out",
    ),
    FaultKind.BAD_REGISTRATION: (
        "注册应写作“国家, 注册号, 类别, 代理机构”，后两项可不填，该项已略去",
        "a registration is written “country, number, classes, agent”, the last two may be left out; left out",
    ),
    FaultKind.TOO_MANY_ENTRIES: (
        "行数过多，其余未读；请分成几个文件",
        "too many rows; the rest is unread. Part the list into several files",
    ),
    FaultKind.UNKNOWN_ENTERPRISE: (
        "没有登记这家企业，该行已跳过；请核对名称或信用代码，或先在“企业档案”登记",
        "no such enterprise; the row was skipped. Compare name and credit code, or enter the enterprise first",
    ),
    FaultKind.BAD_PERSONS: (
        "人数应为 1 至 9999 的整数，该行已跳过",
        "a number of persons is a whole number from 1 to 9999; the row was skipped",
    ),
    FaultKind.BAD_DUE: (
        "时限应写作 2026-06-30、2026-06、2026Q2 或“持续推进”，该行已跳过",
        "a due time is written 2026-06-30, 2026-06, 2026Q2 or “standing”; the row was skipped",
    ),
    FaultKind.NOTHING_TO_SHOW: (
        "已完成的事项须有完成依据，该行已跳过；请填“完成依据”或“依据页面”",
        "what is done has something to show for it; the row was skipped. Fill in “Evidence” or “Page”",
    ),
    FaultKind.NO_FIGURES: (
        "没有可用的出口数据；请重新导出后再导入",
        "no export figure that can be taken; export it again and import that",
    ),
    FaultKind.FIGURE_COLUMNS: (
        "不是可识别的出口数据表：须有商品编码、贸易伙伴、年月和金额（美元或人民币）各列，或 UN Comtrade 的 cmdCode、partnerISO、"
        "period、primaryValue；请从海关统计数据在线查询平台或 UN Comtrade 导出明细后再导入",
        "no known table of exports: it needs columns of code, partner, month and value (USD or CNY), or UN Comtrade's cmdCode, "
        "partnerISO, period and primaryValue; export the detailed table there and import that",
    ),
    FaultKind.BAD_HS_CODE: (
        "商品编码应为 2 至 10 位数字，该行已略去；请核对后重新导入",
        "an HS code has 2 to 10 digits; the row was left out. Correct it and import the file again",
    ),
    FaultKind.BAD_MONTH: (
        "年月应为单个月份，如 202603，该行已略去；请按月导出后再导入",
        "a month is written 202603, one month a row; the row was left out. Export by month and import that",
    ),
    FaultKind.BAD_FIGURE: (
        "应为不小于零的数，已略去；请核对后重新导入",
        "a number of zero or more is wanted; left out. Correct it and import the file again",
    ),
    FaultKind.FIGURE_TWICE: (
        "同一商品、国家、月份在本文件中出现两次且数值不同，只取第一次；请核对后重新导入",
        "the same code, country and month stands twice with different values; the first was taken. Correct the file and "
        "import it again",
    ),
    FaultKind.PARTNER_UNKNOWN: (
        "不认识的国家（地区），数据按原名保留，但不与预警对照；请改用常用名称后重新导入",
        "an unknown country: kept under its name and not laid beside alerts; write its usual name and import the file again",
    ),
    FaultKind.NOT_EXPORTS: (
        "不是中国的出口数据，已略去；请只导出中国的出口",
        "no export of China; left out. Export China's exports alone",
    ),
    FaultKind.FLOW_NOT_SAID: (
        "文件未写明进出口方向，按出口导入；如为进口数据，请勿导入",
        "the file does not say its direction and is taken for exports; do not import imports",
    ),
    FaultKind.SUM_ROWS: (
        "合计行或已包含在合计中的分项行，已略去以免重复计算；无须处理",
        "rows of totals, or parts of a total that is there, were left out so that nothing counts twice; nothing to do",
    ),
    FaultKind.MORE_FAULTS: (
        "另有更多问题未逐条列出；请先处理已列出的，再重新导入",
        "there are more that are not listed; mend these first and import the file again",
    ),
    FaultKind.ADDRESS_REFUSED: (
        "地址不安全（内部网络或非 http），未访问；请核对来源或规格中的链接",
        "an unsafe address (private network, or not http) was not fetched; check the link at the source or in the spec",
    ),
    FaultKind.ANSWER_REFUSED: (
        "应答不安全（过大、解压膨胀或循环跳转），已放弃；请在浏览器中核对该网址",
        "an unsafe answer (too large, a decompression bomb, a redirect loop) was given up; look at the address in a browser",
    ),
    FaultKind.ROBOTS_FORBID: (
        "robots.txt 不允许，未访问；不得绕过，可征求网站同意",
        "robots.txt does not allow it; not fetched and not to be evaded. Ask the site for leave",
    ),
    FaultKind.PICTURE_UNKNOWN: (
        "不是可读的图片格式；请另存为 PNG、JPEG、GIF、WebP、TIFF、BMP、AVIF 或 SVG",
        "not a kind of picture that is read; save it as PNG, JPEG, GIF, WebP, TIFF, BMP, AVIF or SVG",
    ),
    FaultKind.PICTURE_BROKEN: (
        "图片损坏或不完整，请重新下载或导出",
        "the picture is damaged or cut short; download or export it again",
    ),
    FaultKind.PICTURE_EMPTY: (
        "图片没有任何像素，请重新导出",
        "the picture has no pixel; export it again",
    ),
    FaultKind.PICTURE_SHAPE: (
        "图片过于细长，不像标识；请裁剪到标识本身",
        "the picture has the shape of a line, not of a mark; crop it to the mark",
    ),
    FaultKind.PICTURE_TOO_LARGE: (
        "图片过大，请缩小到四千万像素、32 MB 以内",
        "the picture is too large; reduce it to 40 megapixels and 32 MB at most",
    ),
    FaultKind.PICTURE_UNSAFE: (
        "SVG 含外部实体或无限嵌套，已拒绝；请导出为 PNG",
        "the SVG holds external entities or nests beyond measure and was refused; export it as PNG",
    ),
    FaultKind.PICTURE_COSTLY: (
        "解码超出内存或时间上限，已放弃；请另存为普通 PNG",
        "decoding took more memory or time than allowed and was given up; save it as a plain PNG",
    ),
    FaultKind.PICTURE_MISSING: (
        "找不到图片，品牌或记录照常处理；请核对路径或网址，或用 --logos 指定文件夹",
        "the picture is not there, the rest is kept; check the path or address, or name its folder with --logos",
    ),
    FaultKind.PICTURES_CUT: (
        "本次图片多于上限，其余按无图处理",
        "more pictures than a run may hold; the rest is judged without",
    ),
}
