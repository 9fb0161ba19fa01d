"""The words of letters of guidance, of advisers' time and ratings, and of bodies, in both languages. 指导意见书等用语."""

GUIDANCE_TEXTS: dict[str, tuple[str, str]] = {
    # 指导意见书
    "guidance": ("指导意见书", "Letters of guidance"),
    "guidance_new": ("起草指导意见书", "Draft a letter"),
    "guidance_edit": ("修改草稿", "Edit the draft"),
    "guidance_draft": ("草稿", "draft"),
    "guidance_look": ("预览 Word", "Preview as Word"),
    "guidance_issue": ("签发", "Issue"),
    "guidance_issued": ("签发", "issued"),
    "guidance_save": ("保存草稿", "Save the draft"),
    "guidance_facts": ("案情（写给企业）", "Facts (the enterprise reads this)"),
    "guidance_options": ("可采取的方案", "Options"),
    "guidance_evidence": ("需要保存的证据", "Evidence to keep"),
    "guidance_steps": ("建议步骤", "Recommended steps"),
    "guidance_adviser": ("推荐的专家或机构", "Expert or agency"),
    "guidance_no_adviser": ("不推荐", "None"),
    "guidance_drawn": (
        "期限、程序、官费及其出处按签发时的规则自动列入；专家须先在“专家与服务机构”中推荐。",
        "Deadlines, procedures and official fees are drawn in with their sources when it is issued. An expert must be named "
        "for the case first.",
    ),
    "guidance_why": (
        "根据案情、期限和国别规则形成 Word 意见书，签发后不可修改，并通知企业。",
        "A Word letter drawn from the case, its deadlines and the country's rules. Issued, it is frozen and the enterprise told.",
    ),
    "guidance_why_issue": (
        "签发后文件和哈希固定保存，企业联系人收到通知；更正须另发一份。",
        "Issued, the file and its hash are kept for good and the contacts told. A correction is another letter.",
    ),
    "guidance_none": ("中心尚未出具指导意见书。", "The centre has issued none yet."),
    "guidance_needs_words": ("未保存：请至少填写一项。", "Not saved: write at least one part."),
    "guidance_needs_steps": (
        "未签发：请先填写建议步骤并保存。",
        "Not issued: write the recommended steps and save first.",
    ),
    "guidance_changed": (
        "未保存：草稿已由他人修改或签发。您填写的仍在表单中，请核对后再提交。",
        "Not saved: somebody changed or issued the draft meanwhile. What you typed is still in the form.",
    ),
    "guidance_many": ("未保存：本案意见书已达 50 份。", "Not saved: the case has 50 letters."),
    "case_event_guided": ("签发指导意见书", "Letter of guidance issued"),
    "guidance-issued": ("签发指导意见书", "Letter of guidance issued"),
    # 服务时长
    "time_log": ("服务时长", "Time given"),
    "time_free": ("公益", "pro bono"),
    "time_paid": ("有偿", "paid"),
    "time_add": ("登记服务时长", "Log time"),
    "time_whose": ("专家或机构", "Expert or agency"),
    "time_minutes": ("分钟", "Minutes"),
    "time_how": ("性质", "Terms"),
    "time_what": ("服务内容", "What was done"),
    "time_correct": ("更正", "Correct"),
    "time_corrected": ("已更正", "corrected"),
    "time_corrects": ("更正行", "a correction"),
    "time_correct_why": (
        "原记录保留，以此行为准；填 0 分钟即作废。",
        "The line stays on record and this one counts; 0 minutes strike it.",
    ),
    "time_wrong": (
        "未登记：须填写日期，分钟为 1 至 1440 的整数，并写明内容和公益或有偿。",
        "Not logged: a day, 1 to 1440 minutes, what was done, and pro bono or paid.",
    ),
    "time_corrected_before": (
        "未登记：这条记录已被更正，请更正最新的一条。",
        "Not logged: this line was corrected already; correct the newest one.",
    ),
    "adviser_given": ("服务", "Help given"),
    "case_event_help-logged": ("登记服务时长", "Time logged"),
    "adviser-time-logged": ("登记专家服务时长", "Adviser's time logged"),
    # 评价
    "rating_of_advisers": ("对专家或机构的评价", "Rating of the advisers"),
    "rating_staff_alone": ("企业填写，仅工作人员可见", "by the enterprise, for staff alone"),
    "rating_why": (
        "请评价推荐的专家或机构对本案的帮助。只有中心工作人员看到，专家和机构看不到。",
        "How much did the experts or agencies help? The centre's staff see this, the advisers do not.",
    ),
    "rating_none": ("企业尚未评价。", "Not rated yet."),
    "rating_of": ("评价", "Rating"),
    # 机构
    "bodies": ("和解、调解与仲裁机构", "Mediation and arbitration bodies"),
    "bodies_suggested": ("可选机构", "Bodies to consider:"),
    "bodies_more": ("受理范围、语言和出处", "What they take, languages and sources"),
    "bodies_every": ("全部机构", "Every body"),
    "bodies_why": (
        "调解和仲裁均须双方同意。推荐条款只附链接，以机构网站的文本为准；办理前请核对机构现行规则。",
        "Both sides must agree to mediate or arbitrate. Recommended clauses are linked, not copied. Check a body's rules as they "
        "stand before you turn to it.",
    ),
    "body_name": ("机构", "Body"),
    "body_takes": ("受理", "Takes"),
    "body_languages": ("语言", "Languages"),
    "body_clauses": ("推荐条款（机构网站）", "Recommended clauses (its own site)"),
    "body_anywhere": ("不限国家", "any country"),
    "body_mediation": ("调解", "mediation"),
    "body_arbitration": ("仲裁", "arbitration"),
    "body_domain": ("域名争议", "domain names"),
}
