"""Refusals with the sentence an officer reads: what is wrong, and what to do."""

from __future__ import annotations

from portal.drafts.errors import (
    DraftDamagedError,
    DraftEncryptedError,
    DraftMacrosError,
    DraftScannedError,
    DraftTooComplexError,
    DraftUnknownKindError,
)


def damaged() -> DraftDamagedError:
    message = "文件已损坏，打不开。请在原软件中打开并另存一份，再重新上传。"
    return DraftDamagedError(message=message)


def encrypted() -> DraftEncryptedError:
    message = "文件设了打开密码，无法读取。请在原软件中取消密码，另存后再上传。"
    return DraftEncryptedError(message=message)


def bomb() -> DraftTooComplexError:
    message = (
        "文件解压后大得不正常，已停止读取。"
        "请新建一个文档，只把草案正文复制进去，保存后再上传；也可以直接粘贴文字。"
    )
    return DraftTooComplexError(message=message)


def too_complex() -> DraftTooComplexError:
    message = (
        "文件的内部结构复杂得不正常，已停止读取。"
        "请新建一个文档，只把草案正文复制进去，保存后再上传；也可以直接粘贴文字。"
    )
    return DraftTooComplexError(message=message)


def macros() -> DraftMacrosError:
    message = (
        "文件里带有宏（程序），为安全起见不能上传。请在 Word/WPS 中另存为不带宏的 .docx 后再上传。"
    )
    return DraftMacrosError(message=message)


def scanned() -> DraftScannedError:
    message = (
        "这是扫描件或图片，里面没有可以读取的文字。"
        "请上传文字版（.docx，或由 Word/WPS 直接导出的 PDF）。"
    )
    return DraftScannedError(message=message)


def unreadable() -> DraftScannedError:
    message = (
        "这份 PDF 的字体没有文字编码，读出来是乱码。"
        "请上传原来的 Word 文件（.docx），或由 Word/WPS 重新导出 PDF。"
    )
    return DraftScannedError(message=message)


def foreign(called: str, advice: str) -> DraftUnknownKindError:
    message = f"这是{called}，不能直接读取。{advice}"
    return DraftUnknownKindError(kind=called, message=message)
