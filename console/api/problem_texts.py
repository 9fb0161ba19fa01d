"""What can be wrong with a request: status, title and words of each problem, Chinese and English."""

PROBLEMS: dict[str, tuple[int, tuple[str, str], tuple[str, str]]] = {
    "bad-request": (
        400,
        ("请求有误", "Bad request"),
        ("请求无法读懂。", "The request cannot be understood."),
    ),
    "malformed-json": (
        400,
        ("不是 JSON", "Not JSON"),
        ("请求正文不是有效的 JSON（UTF-8）。", "The body is not JSON in UTF-8."),
    ),
    "bad-cursor": (
        400,
        ("游标无效", "Bad cursor"),
        (
            "cursor 不是本列表、本组筛选条件给出的；请从不带 cursor 的第一页重新开始。",
            "The cursor was not given by this list with these filters; begin anew with the first page, without a cursor.",
        ),
    ),
    "bad-idempotency-key": (
        400,
        ("幂等键无效", "Bad idempotency key"),
        (
            "Idempotency-Key 须为 1 至 200 个可见 ASCII 字符，如一个 UUID。",
            "Idempotency-Key is 1 to 200 visible ASCII characters, as a UUID is.",
        ),
    ),
    "no-token": (
        401,
        ("缺少令牌", "No token"),
        (
            "请在 Authorization 头中以 Bearer 出示接口令牌。",
            "Show an API token in the header Authorization, as Bearer.",
        ),
    ),
    "bad-token": (
        401,
        ("令牌无效", "Bad token"),
        (
            "没有这个令牌，或已过期、已撤销。请在“接口令牌”页新建。",
            "There is no such token, or it has expired or was withdrawn. Make a new one on the page API tokens.",
        ),
    ),
    "scope-missing": (
        403,
        ("权限不足", "Scope missing"),
        ("此令牌没有权限 {scope}。", "This token does not have the scope {scope}."),
    ),
    "not-found": (
        404,
        ("没有找到", "Not found"),
        (
            "没有这一项，或不属于此令牌的企业。",
            "There is no such thing, or it is not the token's enterprise's.",
        ),
    ),
    "method-not-allowed": (
        405,
        ("不支持的方法", "Method not allowed"),
        (
            "此地址不支持该方法，可用的见 Allow 头。",
            "This address does not take the method; the header Allow names those it takes.",
        ),
    ),
    "already-decided": (
        409,
        ("已有处理决定", "Already decided"),
        (
            "此预警已由 {by} 处理（{answer}）；如需更改，请先撤销决定 {decision_id}。",
            "{by} decided this alert before ({answer}); to change that, take decision {decision_id} back first.",
        ),
    ),
    "brand-id-taken": (
        409,
        ("品牌编号已被使用", "Brand id taken"),
        (
            "品牌编号已被使用，未作更改。更新已有品牌请用 PUT；新品牌请换一个编号。",
            "The brand id is in use; nothing was changed. PUT brings a brand up to date; a new one takes another id.",
        ),
    ),
    "brand-changed": (
        409,
        ("品牌刚被他人修改", "Brand changed meanwhile"),
        (
            "此品牌在处理期间被他人修改，未作更改。请重新读取后再提交。",
            "Somebody changed this brand meanwhile; nothing was written. Read it again, then send it again.",
        ),
    ),
    "webhook-exists": (
        409,
        ("回调地址已存在", "Webhook exists"),
        (
            "此地址已有 webhook；更换密钥请先删除再新建。",
            "There is a webhook of this address; for a new secret delete it first.",
        ),
    ),
    "request-in-flight": (
        409,
        ("请求处理中", "Request in flight"),
        (
            "带此 Idempotency-Key 的请求尚在处理，请稍后重试。",
            "A request with this Idempotency-Key is still being answered; try again in a moment.",
        ),
    ),
    "too-large": (
        413,
        ("请求过大", "Too large"),
        ("请求正文至多 {most} 字节。", "A body is {most} bytes at most."),
    ),
    "unsupported-media-type": (
        415,
        ("不支持的内容类型", "Unsupported media type"),
        ("请求正文须为 application/json。", "A body is application/json."),
    ),
    "invalid": (
        422,
        ("内容不合规", "Not valid"),
        ("有 {count} 处不合规，见 errors。", "{count} of its values are not valid; errors says which."),
    ),
    "key-of-another-request": (
        422,
        ("幂等键已用于其他请求", "Idempotency key of another request"),
        (
            "此 Idempotency-Key 曾随另一请求使用；不同的请求须用不同的键。",
            "This Idempotency-Key came with another request before; each request takes a key of its own.",
        ),
    ),
    "too-many-requests": (
        429,
        ("请求过多", "Too many requests"),
        (
            "请求过多，请在 {seconds} 秒后重试（见 Retry-After）。",
            "Too many requests; try again in {seconds} seconds, as Retry-After says.",
        ),
    ),
    "internal-error": (
        500,
        ("系统出错", "Internal error"),
        (
            "系统出错，已记录；未作任何更改。请稍后重试。",
            "Something went wrong and was logged; nothing was changed. Try again later.",
        ),
    ),
}
"""By the last part of the problem's `type`."""

OF_STATUS = {
    400: "bad-request", 401: "no-token", 404: "not-found", 405: "method-not-allowed", 413: "too-large",
    415: "unsupported-media-type", 429: "too-many-requests",
}  # fmt: skip
"""The problem of a status nobody said more about; of any other it is `internal-error`, or `bad-request` below 500."""
