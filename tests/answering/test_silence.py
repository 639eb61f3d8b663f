"""What is not in the articles is not answered, in languages without an encoder too."""

from __future__ import annotations

import pytest

from bot.answering import Answerer, Status
from bot.articles import Source, make_article

THAI = {
    "ferry": (
        "เรือข้ามฟากไปเกาะสมุยออกจากท่าเรือดอนสักทุกวันเวลาแปดโมงเช้า "
        "เรือลำนี้บรรทุกผู้โดยสารได้สามร้อยคน กัปตันสมชายขับเรือมาแล้วสิบปี"
    ),
    "mill": (
        "โรงงานกระดาษในจังหวัดขอนแก่นปล่อยน้ำเสียลงแม่น้ำเมื่อเดือนพฤษภาคม "
        "ชาวบ้านร้องเรียนว่าปลาตายจำนวนมาก เจ้าของโรงงานปฏิเสธข้อกล่าวหาทั้งหมด"
    ),
    "rice": (
        "ราคาข้าวหอมมะลิเพิ่มขึ้นร้อยละสิบในปีที่แล้วเนื่องจากฝนแล้งในภาคอีสาน "
        "ชาวนาหวังว่ารัฐบาลจะช่วยเหลือเรื่องปุ๋ย"
    ),
}
VIETNAMESE = {
    "ferry": (
        "Chuyến phà đi đảo Phú Quốc rời bến Rạch Giá mỗi ngày lúc tám giờ sáng. "
        "Phà chở được ba trăm hành khách."
    ),
    "mill": (
        "Nhà máy giấy ở tỉnh Bắc Giang xả nước thải xuống sông vào tháng năm. "
        "Chủ nhà máy phủ nhận mọi cáo buộc."
    ),
    "rice": (
        "Giá gạo thơm tăng mười phần trăm trong năm ngoái vì hạn hán. "
        "Nông dân hy vọng chính phủ sẽ hỗ trợ phân bón."
    ),
}


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    ("language", "texts", "slug", "question"),
    [
        ("th", THAI, "ferry", "เรือข้ามฟากไปเกาะสมุยออกเวลาเท่าไร"),
        ("th", THAI, "mill", "โรงงานกระดาษปล่อยน้ำเสียลงแม่น้ำเมื่อใด"),
        ("th", THAI, "mill", "เจ้าของโรงงานปฏิเสธอะไร"),
        ("th", THAI, "rice", "ราคาข้าวหอมมะลิเพิ่มขึ้นเท่าไร"),
        ("vi", VIETNAMESE, "ferry", "Chuyến phà đi Phú Quốc rời bến lúc mấy giờ?"),
        ("vi", VIETNAMESE, "mill", "Nhà máy giấy xả nước thải xuống sông khi nào?"),
        ("vi", VIETNAMESE, "rice", "Giá gạo thơm tăng bao nhiêu?"),
    ],
)
def test_a_question_is_answered_by_its_article_and_not_by_the_others(
    language: str, texts: dict[str, str], slug: str, question: str
) -> None:
    articles = [
        make_article(s, t, Source(), language=language) for s, t in texts.items()
    ]
    found = Answerer(articles).answer(question)
    assert found.status is Status.ANSWERED
    assert found.evidence[0].article.slug == slug
    others = Answerer([a for a in articles if a.slug != slug])
    assert others.answer(question).status is not Status.ANSWERED
