"""Words that contain the name of a term but speak of something else, by language.

They are found like names, so the longer one wins: "đường kính" is a diameter, not glass.
A decoy that the vocabulary itself names is none.
"""

DECOYS: dict[str, tuple[str, ...]] = {
    "en": (
        *("in case", "in the case", "in that case", "case by case", "case study", "case of"),
        *("contact us", "contact person", "contact details", "contact information", "contact me"),
        *("joint venture", "on display", "turned out", "turned into", "reach out", "stay tuned"),
        *("paper work", "spare time", "co., ltd", "co ltd", "copper tube price", "cover letter"),
        *("in light of", "cap on", "tap into", "fan of", "base on", "label as", "box office"),
        *("plate number", "rack up", "tin pest", "motor show", "switch to", "valve amplifier"),
        *("spring break", "glass ceiling", "steel mill test", "handle with care", "we handle"),
        *("can handle", "able to handle", "to handle", "can cover", "to cover", "covers all"),
        *("machine shop", "packing list", "fish bone", "lead time", "seal the deal"),
    ),
    "vi": (
        *("đường kính", "kính gửi", "kính chào", "kính mong", "trân trọng kính"),
        *("giấy phép", "giấy chứng nhận", "giấy xác nhận", "giấy tờ", "giấy đăng ký"),
        *("đồng thời", "đồng bộ", "đồng đều", "đồng tâm", "đồng trục", "đồng nhất", "đồng hành"),
        *("hợp đồng", "cộng đồng", "hội đồng", "triệu đồng", "nghìn đồng", "ngàn đồng", "tỷ đồng"),
        *("đồng nai", "đồng tháp", "đồng văn", "hà đông", "đồng hồ", "đồng chí", "việt nam đồng"),
        *("sơn tây", "sơn la", "bắc sơn", "nam sơn", "từ sơn", "tiên sơn", "quế võ", "thanh sơn"),
        *("lạng sơn", "sóc sơn", "chân sơn", "hàn quốc", "đại hàn"),
        *("thuận tiện", "tiện lợi", "tiện ích", "phương tiện", "tiện nghi", "tiện đường"),
        *("nhãn hiệu", "mác thép", "mác vật liệu", "theo mác", "đại sứ", "sứ mệnh", "tôn trọng"),
        *("bạc liêu", "may mắn", "chẳng may", "không may", "bìa hồ sơ", "da giày", "trục trặc"),
        *("màng lưới", "dây chuyền", "đèn đỏ", "vải thiều", "bông đùa", "ống kính", "chốt đơn"),
        *("nắp bắt", "gang tấc", "chai lì", "chai sạn", "in ít", "khung giờ", "khung giá"),
        *("bảng giá", "bảng báo giá", "tấm lòng", "van xin", "pin code", "cúc phương"),
    ),
    "ja": (
        "表紙",
        "用紙",
        "紙面",
        "地軸",
        "主軸台",
        "銅メダル",
        "袋小路",
        "糸口",
        "鏡面",
        "電源投入",
    ),
    "ko": ("유리한", "유리하", "유리합", "기어이", "종이접기", "나사렛", "보기어", "용기를"),
    "zh-hans": (
        *(
            "图纸",
            "销售",
            "内销",
            "外销",
            "促销",
            "直销",
            "销往",
            "经销",
            "无锡",
            "锡山",
            "纸质文件",
        ),
        *("报纸", "铜陵", "铝业协会", "瓷砖胶", "钛白粉", "棉花糖", "轴承公差"),
    ),
}
