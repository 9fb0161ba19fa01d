"""The words of major cases and of who is called about them. 重大案件."""

MAJOR_TEXTS: dict[str, tuple[str, str]] = {
    "case_major_mark": ("列为重大案件", "Mark as major"),
    "case_major_end": ("取消重大标记", "Not major any more"),
    "case_major_words": ("理由（内部）", "Why (internal)"),
    "case_major_since": ("列为重大", "Major since"),
    "case_major_clock": ("上报时限", "Refer by"),
    "case_major_late": ("已超过 24 小时", "over 24 hours"),
    "case_major_hand": ("我已接手", "I have it in hand"),
    "case_major_in_hand": ("已接手", "In hand"),
    "case_major_not_in_hand": ("尚无人接手", "Nobody has it in hand"),
    "case_major_called": ("已通知", "Told"),
    "case_major_everybody": (
        "值守名单已全部通知，并已通知全体工作人员",
        "The call list came to its end; all of the staff were told",
    ),
    "case_reason_section-337": ("337 调查", "Section 337 investigation"),
    "case_reason_loss": ("涉案金额达到标准", "the amount reaches the criterion"),
    "case_reason_many-enterprises": ("涉及多家企业", "many enterprises are concerned"),
    "case_reason_said": ("人工认定", "said by a person"),
    "case_sheet": ("下载一页专报", "One-page report"),
    "case_refer": ("记录上报", "Write down the referral"),
    "case_refer_to": ("报送单位", "Referred to"),
    "case_needs_recipient": ("未更改：请填写报送单位。", "Nothing was changed: say to whom it was referred."),
    "case_refer_asks": ("请求协调事项", "What is asked"),
    "case_referred": ("已上报", "Referred"),
    "case_upper": ("上级答复", "Their answer"),
    "case_upper_save": ("记录答复", "Write down their answer"),
    "case_not_major": (
        "未更改：此案已不是重大案件。",
        "Nothing was changed: the case is not major any more.",
    ),
    "case_call_list": ("重大案件值守名单", "Call list for major cases"),
    "case_call_list_why": (
        "案件列为重大时立即通知第一位；一小时内无人确认接手的，通知下一位。名单用完仍无人接手的，通知全体工作人员。",
        "The first is told as soon as a case is major; after an hour without an answer the next, and so on. When the "
        "list has come to its end, all of the staff are told.",
    ),
    "case_call_place": ("顺序", "Place"),
    "case_call_none": (
        "名单为空：列为重大时将直接通知全体工作人员。",
        "The list is empty: all of the staff are told at once.",
    ),
    "case_call_no_contacts": (
        "中心还没有联系人。请先在“联系人与订阅”添加不属于任何企业的联系人。",
        "The centre has no contacts yet. Add some of no enterprise on the page Contacts.",
    ),
    "case_call_help": (
        "填 1、2、3……决定先后，留空则不在名单上。",
        "1, 2, 3 … say the order; empty is not on the list.",
    ),
    "case_call_wrong": (
        "未保存：顺序须为不重复的正整数。",
        "Not saved: places are whole numbers from 1, each once.",
    ),
    "case_call_unreachable": ("无法送达", "cannot be reached"),
    "case_hand_ask": ("确认由您接手这件重大案件？", "Do you have this major case in hand?"),
    "case_hand_why": (
        "确认后不再通知值守名单的下一位。",
        "Once you say so, nobody else on the call list is told.",
    ),
    "case_hand_done": ("已记录：由您接手。", "Written down: you have it in hand."),
    "case_hand_before": ("此案已有人接手。", "Somebody has this case in hand already."),
    "case-major": ("重大案件标记", "Case marked as major, or not"),
    "case-referred": ("上报案件", "Case referred upward"),
    "case-file-taken": ("下载案件专报", "One-page report taken"),
    "call-list-changed": ("修改值守名单", "Call list changed"),
}
