"""The words of deliveries and of what came back of them. 推送与退信。"""

DELIVERIES_TEXTS: dict[str, tuple[str, str]] = {
    "delivered": ("已送达", "Delivered"),
    "pending": ("待送达", "Pending"),
    "failed": ("未送达", "Failed"),
    "no_delivery": ("无联系人", "No contact"),
    "deliveries": ("推送", "Deliveries"),
    "attempts": ("尝试次数", "Attempts"),
    "answer": ("接收方答复", "Receiver's answer"),
    "contact": ("联系人", "Contact"),
    "channel": ("渠道", "Channel"),
    "email": ("邮件", "Email"),
    "wecom-bot": ("企业微信群机器人", "WeCom group bot"),
    "wecom-app": ("企业微信应用消息", "WeCom app"),
    "feishu-bot": ("飞书群机器人", "Feishu group bot"),
    "dingtalk-bot": ("钉钉群机器人", "DingTalk group bot"),
    "webhook": ("Webhook 接口", "Webhook"),
    "about": ("品牌或事项", "About"),
    "number_short": ("编号", "No."),
    "last_try": ("最近尝试", "Last try"),
    "next_try": ("下次尝试", "Next try"),
    "replay": ("重新推送所选", "Send the chosen again"),
    "no_deliveries": ("没有此类推送。", "None."),
    "contact_failing": ("联系人已无法送达：", "Contact cannot be reached: "),
    "no_mail_server": (
        "未设置邮件服务器（HAISHAO_SMTP_HOST），邮件不会送达。",
        "No mail server is set (HAISHAO_SMTP_HOST): no email arrives.",
    ),
    "no_bounce_mailbox": (
        "未设置退信邮箱（HAISHAO_BOUNCE_HOST）：邮件被收下后又退回的，经 haishao bounces 读入后才会显示。",
        "No mailbox for bounces is set (HAISHAO_BOUNCE_HOST): what was taken and came back shows here only once haishao "
        "bounces has read it.",
    ),
    "bounces_read": ("退信邮箱最近读取：", "Mailbox of bounces last read: "),
    "bounces_kept": ("待查看的退信", "Bounces to be read"),
    "bounces_kept_why": (
        "这些退信无法自动读取，或不能确认是哪一封推送的。请下载查看，并核对联系人地址。任何人都可以伪造退信，"
        "所以它们未改变任何状态。",
        "These could not be read, or not be tied for certain to one delivery. Download and read them, and check the "
        "contact's address. Anybody can forge a bounce, so these have changed nothing.",
    ),
    "bounces_settle": ("所选已处理", "The chosen are dealt with"),
    "received_at": ("收到", "Received"),
    "from_and_subject": ("发件人与主题", "From and subject"),
    "about_delivery": ("推送编号", "Delivery"),
}
