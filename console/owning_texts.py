"""The words of exporting and deleting an enterprise, in Chinese and English."""

OWNING_TEXTS: dict[str, tuple[str, str]] = {
    "exports_page": ("数据导出", "Data export"),
    "exports_why": (
        "把本企业在海哨中的全部数据打成一个压缩包：品牌、图形标识、联系人、预警、命中、处理决定、推送、操作记录等，附可直接打开的目录和表格。"
        "制作在后台进行，做好后保留 7 天，每天最多 3 次。",
        "Everything haishao holds of the enterprise in one zip: brands, logos, contacts, alerts, matches, decisions, deliveries, "
        "the audit trail and more, with an index and tables to open. Made in the background, kept for 7 days, three a day.",
    ),
    "export_make": ("导出全部数据", "Export everything"),
    "export_making": (
        "正在制作，可离开本页，稍后回来下载。",
        "It is being made. You can leave this page and come back for it.",
    ),
    "export_again": ("刷新", "Look again"),
    "export_asked_at": ("申请时间", "Asked for"),
    "export_by": ("申请人", "By"),
    "export_state": ("状态", "State"),
    "export_size": ("大小", "Size"),
    "export_being_made": ("制作中", "being made"),
    "export_failed": ("制作失败，请重新导出", "could not be made; ask again"),
    "export_past": ("已过期删除", "past its time, dropped"),
    "export_until": ("可下载至", "Can be downloaded until"),
    "export_take": ("下载", "Download"),
    "export_not_staff": (
        "只有该企业的管理员可以下载。需要由中心代为交付时，请在服务器上运行 haishao enterprise export。",
        "Only the enterprise's own administrators can download it. To hand one over yourselves, run haishao enterprise export on "
        "the server.",
    ),
    "export_too_many": (
        "今天已导出 3 次，请明天再试；已做好的仍可下载。",
        "Exported three times within a day. Try again tomorrow; those made can still be downloaded.",
    ),
    "exports_none": ("还没有导出过。", "None so far."),
    "export_not_in": ("压缩包中不含的内容", "What is not in it"),
    "export-asked": ("申请导出全部数据", "Export asked for"),
    "export-taken": ("下载全部数据", "Export downloaded"),
    "deletions_page": ("删除企业", "Deleting enterprises"),
    "deletions_why": (
        "企业退出服务或要求删除时，在此删除其全部数据。申请后等待 7 天，其间可撤销；到期自动执行，不可恢复，"
        "并生成可核验的删除证明。",
        "When an enterprise leaves or asks for it, everything it owns is deleted here. A request waits 7 days and can be "
        "revoked; then it is carried out by itself, for good, with a certificate that can be verified.",
    ),
    "deletion_waiting": ("等待执行", "Waiting"),
    "deletion_due": ("执行时间", "On"),
    "deletion_going_on": ("正在执行，不能撤销", "going on, not to be revoked"),
    "deletion_revoke": ("撤销", "Revoke"),
    "deletion_choose": ("选择企业", "Choose an enterprise"),
    "deletion_look": ("查看将删除的内容", "See what would go"),
    "deletion_would_go": ("将删除", "Would be deleted:"),
    "deletion_records": ("记录", "Records"),
    "deletion_count": ("条数", "Count"),
    "deletion_export_first": (
        "请先让企业导出其数据：删除后无法再给。此前的备份在其保存期内仍含这些数据。",
        "Let the enterprise export its data first: afterwards there is none to give. Backups made before hold it until they end.",
    ),
    "deletion_type_name": ("输入企业全称以确认", "Type the enterprise's full name to confirm"),
    "deletion_ask": ("申请删除，7 天后执行", "Request deletion, in 7 days"),
    "deletion_name_differs": (
        "输入的名称与企业名称不一致，未提交申请。",
        "What you typed is not the enterprise's name. Nothing was requested.",
    ),
    "deletion_already_waits": (
        "该企业已在等待执行的名单中。",
        "This enterprise waits for its deletion already.",
    ),
    "deletion_not_there": (
        "这项申请已不存在，可能已经执行。",
        "There is no such request any more; it may have been carried out.",
    ),
    "deletion_begun": ("已开始执行，不能撤销。", "It has begun and cannot be revoked."),
    "deletion_other_name": (
        "这份证明不属于这个名称的企业，请核对全称。",
        "This certificate is not of an enterprise of that name. Check the full name.",
    ),
    "deletion_done": ("删除登记", "Register of deletions"),
    "deletion_done_why": (
        "登记中不留企业名称，只留密钥哈希。填写企业全称可出具写明该名称的证明，名称不符则不出具。",
        "The register keeps no name, only a keyed hash. Give the full name for a certificate made out to it; another name gets "
        "none.",
    ),
    "deletion_number": ("编号", "Number"),
    "deletion_ended": ("完成时间", "Ended"),
    "deletion_hash": ("证明的哈希", "Hash"),
    "deletion_certificate": ("证明", "Certificate"),
    "deletion_for_people": ("网页", "Page"),
    "deletion_for_programs": ("JSON 文件", "JSON"),
    "deletion_name_optional": ("企业全称（可不填）", "Full name, if wanted"),
    "deletions_none": ("还没有删除过企业。", "No enterprise was deleted so far."),
    "deletion-asked": ("申请删除企业", "Deletion requested"),
    "deletion-revoked": ("撤销删除申请", "Deletion revoked"),
    "enterprise-deleted": ("删除企业", "Enterprise deleted"),
    "person-erased": ("删除个人账号信息", "Person erased"),
    "contact-erased": ("删除联系人信息", "Contact erased"),
}
