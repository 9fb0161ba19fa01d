"""The words of links by which an alert is answered, of what alerts are about, and of decisions. 预警答复与处理记录。"""

ANSWERS_TEXTS: dict[str, tuple[str, str]] = {
    "is-ours_asks": (
        "确认该申请由贵方自己或关联企业提出？确认后，同一申请人对该品牌的申请不再提示。",
        "Did you, or an affiliate of yours, file this? If so, what this holder files for this brand is not told again.",
    ),
    "authorised_asks": (
        "确认贵方已授权该申请人申请此商标？确认后，同一申请人对该品牌的申请不再提示。",
        "Did you authorise this holder to file the mark? If so, what it files for this brand is not told again.",
    ),
    "not-relevant_asks": (
        "确认与贵方无关？确认后，同一申请人对该品牌的申请不再提示。",
        "Is this of no concern to you? If so, what this holder files for this brand is not told again.",
    ),
    "help_asks": ("请保护中心工作人员协助处理？", "Ask the staff of the centre to help with this?"),
    "proceeding_asks": (
        "此案中的当事人是贵方，还是同名的其他企业？请选择：",
        "Is the party of this proceeding you, or another company of the same name? Choose: ",
    ),
    "proceeding_not-relevant_asks": (
        "确认案中当事人是同名的其他企业，与贵方无关？确认后，此案不再提示。",
        "Is the party another company of the same name, and none of yours? If so, this proceeding is not told again.",
    ),
    "proceeding_help_asks": (
        "请保护中心工作人员协助核实身份、准备答辩？预警保留，答辩期限照常提醒。",
        "Ask the staff of the centre to help find out who is meant and prepare the answer? The alert stays, "
        "and you are reminded of the day to answer.",
    ),
    "listing_is-ours_asks": (
        "确认该商品由贵方自己或关联企业出售？确认后，同一卖家对该品牌的商品不再提示。",
        "Do you, or an affiliate of yours, sell this? If so, what this seller offers of this brand is not told again.",
    ),
    "listing_authorised_asks": (
        "确认贵方已授权该卖家出售？确认后，同一卖家对该品牌的商品不再提示。",
        "Did you authorise this seller? If so, what it offers of this brand is not told again.",
    ),
    "listing_not-relevant_asks": (
        "确认该商品与贵方无关？确认后，同一卖家对该品牌的商品不再提示。",
        "Is this listing of no concern to you? If so, what this seller offers of this brand is not told again.",
    ),
    "listing_help_asks": (
        "请保护中心工作人员协助投诉该商品？",
        "Ask the staff of the centre to help with a complaint about this listing?",
    ),
    "exhibitor_is-ours_asks": (
        "确认该参展商是贵方自己或关联企业？确认后，该参展商就该品牌不再提示。",
        "Is the exhibitor you, or an affiliate of yours? If so, it is not told again for this brand.",
    ),
    "exhibitor_authorised_asks": (
        "确认该参展商已获贵方授权？确认后，该参展商就该品牌不再提示。",
        "Did you authorise this exhibitor? If so, it is not told again for this brand.",
    ),
    "exhibitor_not-relevant_asks": (
        "确认该参展商与贵方无关？确认后，该参展商就该品牌不再提示。",
        "Is the exhibitor of no concern to you? If so, it is not told again for this brand.",
    ),
    "exhibitor_help_asks": (
        "请保护中心工作人员到现场核实、取证？",
        "Ask the staff of the centre to check on site and to secure evidence?",
    ),
    "act_until": ("处理时限", "Until when to act"),
    "alert_listings": ("涉及的商品", "Listings"),
    "alert_exhibitors": ("涉及的参展商", "Exhibitors"),
    "behind_it": ("申请人、卖家等", "Holder or seller"),
    "last_day_if_any": ("截止日（名义）", "Last day (nominal)"),
    "confirm": ("确认", "Confirm"),
    "other_answers": ("或选择：", "Or: "),
    "answer_taken": ("已记录", "Taken down"),
    "help_taken": (
        "已通知保护中心，工作人员将与您联系。",
        "The centre has been told; its staff will contact you.",
    ),
    "rule_made": (
        "一分钟内生效。可在“处理记录”中查看并撤销。",
        'In force within a minute. It can be seen and taken back under "Decisions".',
    ),
    "decided_before": ("此前已处理", "Decided before"),
    "link_expired": ("链接已过期，请登录后处理。", "The link is past its time. Sign in to act."),
    "link_bad": (
        "链接无效或不完整，请从原邮件重新打开，或登录后处理。",
        "Not a link of ours, or cut short. Open it from the message again, or sign in.",
    ),
    "too_many": ("打开得太频繁，请一分钟后再试。", "Too many at once. Try again in a minute."),
    "rules_page": ("处理记录", "Decisions"),
    "rules_why": (
        "“这是我们的”“已授权”“无关”会被记住：同一申请人对该品牌的申请不再提示。撤销后重新比对，预警恢复。",
        '"Ours", "authorised" and "not relevant" are remembered: what this holder files for this brand is not told again. '
        "Taken back, everything is judged anew and the alert is open again.",
    ),
    "no_rules": ("尚无处理记录。", "Nothing was decided yet."),
    "decision": ("处理", "Decision"),
    "by": ("处理人", "By"),
    "in_force": ("生效中", "In force"),
    "help_open": ("待协助", "Waiting for help"),
    "undone": ("已撤销", "Taken back"),
    "undo": ("撤销", "Take back"),
}
