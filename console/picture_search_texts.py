"""The words of the search by a picture, in Chinese and English."""

PICTURE_SEARCH_TEXTS: dict[str, tuple[str, str]] = {
    "picture_search": ("以图检索", "Search by picture"),
    "picture_why": (
        "上传一个标识，查找看起来相似的监测图片：翻转、换色、加框、嵌入照片的也能查到。图片只用于这一次比对，不保存；更换条件时请重新选择图片。",
        "Upload a sign to find pictures that look like it: mirrored, recoloured, framed or within a photo too. The picture is "
        "compared this once and not kept; choose it again to search with other conditions.",
    ),
    "picture_file": (
        "图片：PNG、JPEG、WebP、GIF、SVG、TIFF、BMP 或 AVIF",
        "Picture: PNG, JPEG, WebP, GIF, SVG, TIFF, BMP or AVIF",
    ),
    "picture_up_to": ("不超过", "up to"),
    "picture_do": ("查找相似图片", "Find like pictures"),
    "picture_found": ("条相似", "alike"),
    "picture_none": ("请先选择一个图片文件。", "Choose a picture first."),
    "picture_too_large": (
        "图片超过 {most} MB。请缩小或另存为 JPEG 后重试。",
        "The picture is larger than {most} MB. Make it smaller, or save it as JPEG, and try again.",
    ),
    "picture_blank": (
        "图片只有一种颜色，没有可比对的图形。请上传标识本身。",
        "The picture is of one colour and shows nothing to compare. Upload the sign itself.",
    ),
    "picture_busy": (
        "其他以图检索尚未完成，请一分钟后重试。",
        "Other searches by picture are not done yet. Try again in a minute.",
    ),
    "picture_scope_in": ("比对了", "Compared with"),
    "picture_scope_pictures": ("张图片", "pictures"),
    "picture_scope_kept": ("条监测信息", "observations"),
    "picture_scope_with": ("条留有图片", "with a kept picture"),
    "picture_scope_coded": ("张可检索", "can be searched"),
    "picture_measured": ("其中最接近、逐一测量的：", "Nearest of them, measured one by one: "),
    "picture_cut": (
        "时间已到，只测量了其中最接近的一部分。请加筛选条件。",
        "Time ran out: only the nearest part was measured. Narrow the search.",
    ),
    "picture_nothing": ("没有达到提示线的相似图片。", "No picture is alike enough to be told of."),
    "picture_nearest": ("未达提示线的最接近图片", "The nearest below the line"),
    "picture_nearest_why": (
        "与受监测的标识相比，这样的分数不会产生预警。请自行判断。",
        "For a watched logo this score would raise no alert. Judge for yourself.",
    ),
    "picture_nothing_why": (
        "只检索图形或图文商标、商品链接中已取得图片的部分；文字商标和未取得图片的监测信息不在其内。",
        "Only figurative and combined filings and listings whose picture was had are searched; word marks, and what came without "
        "a picture, are not.",
    ),
    "picture_beside": (
        "左为所查图片，右为监测到的图片；线条连接相符的点",
        "Left the picture asked for, right the one that was seen; lines join the points that agree",
    ),
}
