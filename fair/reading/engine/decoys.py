"""Words that contain the name of a term but speak of something else, by language.

They are found like names, so the longer one wins: "đường kính" is a diameter, not glass.
A decoy that the vocabulary itself names is none.
"""

_AXES = range(2, 13)  # of a machine or robot, which are no shafts

DECOYS: dict[str, tuple[str, ...]] = {
    "en": (
        *("glass run", "glass-run", "glass filled", "glass-filled", "brushed dc", "brushed motor"),
        *("brushed and bldc", "brushed and brushless"),
        *("die-cut converter", "die cut converter", "film converter", "foam converter"),
        *("in case", "in the case", "in that case", "case by case", "case study", "case of"),
        *("contact us", "contact person", "contact details", "contact information", "contact me"),
        *("joint venture", "on display", "turned out", "turned into", "tap into", "base on"),
        *("must stay", "stay within", "cold-box", "hot box", "core box", "gear box", "paper work"),
        *("handle with care", "we handle", "can handle", "able to handle", "to handle"),
        *("can cover", "to cover", "covers all", "switch to", "packing list", "plate number"),
        *("co., ltd", "co ltd", "lead time"),
        *("pressing deadline", "pressing need", "pressing issue", "screw up", "nuts and bolts of"),
        *("molded case", "moulded case", "multi-spindle", "twin-spindle", "team moulding"),
        *("supply chain", "value chain", "chain of custody", "time frame", "frame agreement"),
        *("frame contract", "load bearing", "bearing in mind", "in spring", "this spring"),
        *("next spring", "spring season", "cover the", "covers the", "press release"),
        *("2 pin", "3 pin", "4 pin", "5 pin", "6 pin", "8 pin", "10 pin", "12 pin", "24 pin"),
        *("ul 94", "ul94 v0", "ul94 v1", "ul94 v2", "ul94 hb", "ul94 5va"),
    ),
    "vi": (
        *("đường kính", "kính gửi", "kính chào", "kính mong", "trân trọng kính"),
        *("giấy phép", "giấy chứng nhận", "giấy xác nhận", "giấy tờ", "giấy đăng ký"),
        *("đồng thời", "đồng bộ", "đồng đều", "đồng tâm", "đồng trục", "đồng nhất", "đồng hành"),
        *("hợp đồng", "cộng đồng", "hội đồng", "triệu đồng", "nghìn đồng", "ngàn đồng", "tỷ đồng"),
        *("đồng nai", "đồng tháp", "đồng văn", "đồng hồ", "việt nam đồng"),
        *("sơn tây", "sơn la", "bắc sơn", "nam sơn", "từ sơn", "tiên sơn", "thanh sơn"),
        *("lạng sơn", "sóc sơn", "hàn quốc", "bạc liêu"),
        *("nhật hàn", "hàn nhật", "hàn và nhật", "nhật và hàn", "khách hàng hàn", "khách hàn"),
        *("công ty hàn", "doanh nghiệp hàn", "đường sắt", "chốt giá", "chốt hợp đồng"),
        *("hướng kính", "thẩm thấu", "nhuộm thẩm thấu"),
        *("thuận tiện", "tiện lợi", "tiện ích", "phương tiện", "tiện nghi"),
        *("chúng tôi", "của tôi", "với tôi", "cho tôi", "tôi cần", "tôi có", "tôi muốn"),
        *("nhãn hiệu", "mác thép", "mác vật liệu", "đại sứ", "tôn trọng", "trục trặc"),
        *("may mắn", "không may", "da giày", "dây chuyền", "khung giờ", "khung giá"),
        *("bảng giá", "bảng báo giá", "chốt đơn"),
        *("anh sơn", "ông sơn", "chị sơn", "mr sơn", "thái sơn", "hoàng sơn", "ngọc sơn"),
        *("dập tắt", "dập dịch", "mài giũa", "hàn gắn", "trục lợi", "trục xuất", "hàn lâm"),
        *("tiện đường", "tiện thể", "tiện cho", "nhân tiện", "bất tiện", "ép buộc", "ép giá"),
        *("đúc kết", "rèn luyện", "rèn giũa", "mạ non"),
        *(f"{axes} trục" for axes in _AXES),
    ),
    "ja": (
        *("合金めっき", "合金メッキ"),
        *("銅賞", "金賞", "銀賞", "銅像", "金額", "料金", "資金", "現金", "賃金", "お金"),
        "ピアノブラック",
        *("表紙", "用紙", "紙面", "給紙", "サプライチェーン", "チェーン店", "主軸"),
        *("同軸", "軸方向", "軸数", "軸心", "軸対称", "座標軸"),
        *(f"{axes}軸" for axes in _AXES),
    ),
    "ko": (
        "서스펜션",
        "카페트",
        "트리밍",
        *("유리한", "유리하", "유리합", "서플라이체인", "공급체인", "체인지", "핸들링", "지그재그"),
        *("합금도금", "익스프레스", "프레스센터"),
        *("주조정실", "선반영", "선반납", "선반입", "동의서", "동일하게"),
        *("방사선", "방사형", "방사능", "전단강도", "전단지"),
        *(f"{axes}축" for axes in _AXES),
    ),
    "zh-hans": (
        *("拉拔力", "拔模", "拉力"),
        *("图纸", "报纸", "销售", "内销", "外销", "促销", "直销", "销往", "经销", "无锡", "铜陵"),
        *("龙头企业", "行业龙头", "拉伸强度", "拉伸率", "剪切强度", "银行", "主轴"),
        *("同轴", "轴向", "轴线", "轴距", "轴数", "轴心", "坐标轴"),
        *(f"{axes}轴" for axes in _AXES),
    ),
}
