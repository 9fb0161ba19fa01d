"""The words of evidence packs, in Chinese and English."""

EVIDENCE_TEXTS: dict[str, tuple[str, str]] = {
    "evidence_pack": ("下载证据包", "Evidence pack"),
    "evidence_pack_why": (
        "原始应答、哈希、证据链、环境记录与取证说明合为一个 zip，可离线核验；不含网页截图。",
        "Answers, hashes, chain, log of the device and a statement in one zip that verifies offline; without pictures of pages.",
    ),
    "evidence_pack_busy": (
        "正在制作另一个证据包，请稍候再试。",
        "Another evidence pack is being made; try again in a moment.",
    ),
    "evidence_pack_none": ("未能制作证据包", "No evidence pack"),
    "evidence_pack_cure": (
        "过大的证据包请管理员在服务器上制作：",
        "One that is too large is made on the server by whoever runs it:",
    ),
    "evidence_pack_back": ("返回预警", "Back to the alert"),
    "evidence-packed": ("下载证据包", "Evidence pack downloaded"),
    "case-opened": ("登记案件", "Case opened"),
    "case-moved": ("变更案件阶段", "Case moved on"),
}
