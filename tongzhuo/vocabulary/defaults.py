"""The words every installation begins with. Each row: slug, Chinese, English, and how else people write it."""

from collections.abc import Iterator
from dataclasses import dataclass

from tongzhuo.vocabulary.states import Shelf


@dataclass(frozen=True)
class Word:
    """One word to learn. `base` is the slug of a unit: an item is counted in it, a larger unit is a multiple of it."""

    shelf: str
    slug: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...] = ()
    base: str = ""
    factor: int = 1


Row = tuple[str, str, str, str]

# slug, Chinese, English, base unit, how many of it, other ways of writing it
UNITS: tuple[tuple[str, str, str, str, int, str], ...] = (
    ("piece", "件", "piece", "", 1, "个 只 台 把 张 条 本 盏 顶 支 辆 块 pcs pc unit units pieces item items"),
    ("pair", "双", "pair", "", 1, "副 对 pairs"),
    ("set", "套", "set", "", 1, "组 sets"),
    ("box", "箱", "box", "", 1, "盒 boxes carton cartons"),
    ("pack", "包", "pack", "", 1, "袋 packs bag bags"),
    ("bottle", "瓶", "bottle", "", 1, "bottles"),
    ("barrel", "桶", "barrel", "", 1, "barrels"),
    ("roll", "卷", "roll", "", 1, "rolls"),
    ("portion", "份", "portion", "", 1, "portions meal meals"),
    ("person", "人", "person", "", 1, "名 位 people persons volunteers"),
    ("case", "个案", "case", "", 1, "例 户 cases"),
    ("gram", "克", "gram", "", 1, "g grams"),
    ("jin", "斤", "jin", "gram", 500, "市斤 catty"),
    ("kilogram", "千克", "kilogram", "gram", 1000, "公斤 kg kgs kilo kilos kilograms"),
    ("tonne", "吨", "tonne", "gram", 1_000_000, "t tonnes ton tons"),
    ("millilitre", "毫升", "millilitre", "", 1, "ml millilitres milliliter"),
    ("litre", "升", "litre", "millilitre", 1000, "l litres liter liters"),
    ("centimetre", "厘米", "centimetre", "", 1, "cm 公分 centimetres"),
    ("metre", "米", "metre", "centimetre", 100, "m 公尺 metres meter meters"),
    ("square-metre", "平方米", "square metre", "", 1, "m² m2 ㎡ 平米 平 sqm"),
    ("minute", "分钟", "minute", "", 1, "min mins minutes"),
    ("hour", "小时", "hour", "minute", 60, "时 钟头 h hr hrs hours"),
    ("fen", "分", "fen", "", 1, ""),
    ("yuan", "元", "yuan", "fen", 100, "块钱 人民币 rmb cny ¥ ￥"),
    ("cent", "美分", "US cent", "", 1, "cents"),
    ("dollar", "美元", "US dollar", "cent", 100, "usd $ dollars"),
)

SKILLS: tuple[Row, ...] = (
    ("wheelchair", "推轮椅", "Moving wheelchairs", "轮椅 wheelchair"),
    ("escort", "陪同就医", "Going along to the doctor", "陪诊 陪护 escort"),
    ("company", "陪伴聊天", "Keeping company", "陪伴 探访 befriending"),
    ("bedside-care", "照护卧床的人", "Care at the bedside", "护理 care"),
    ("homework", "辅导作业", "Homework help", "课业辅导 辅导 tutoring"),
    ("child-minding", "看护孩子", "Minding children", "带孩子 childcare"),
    ("reading-aloud", "读书读报", "Reading aloud", "reading"),
    ("errands", "跑腿代买", "Running errands", "代购 跑腿 errands"),
    ("cooking", "做饭", "Cooking", "烹饪 帮厨"),
    ("cleaning", "打扫整理", "Cleaning up", "保洁 打扫 cleaning"),
    ("repairs", "简单修理", "Simple repairs", "维修 修理 repair"),
    ("electrical", "水电维修", "Water and electricity", "电工 水电 electrician plumbing"),
    ("carrying", "搬东西", "Carrying things", "搬运 搬家 moving"),
    ("driving", "开车", "Driving", "驾驶 司机 driver"),
    ("haircuts", "理发", "Cutting hair", "剪发 haircut"),
    ("phones", "教用手机", "Teaching phones", "手机 智能手机 smartphone"),
    ("computers", "电脑与表格", "Computers and tables", "电脑 it"),
    ("interpreting", "口译", "Interpreting", "翻译 translation"),
    ("first-aid-help", "急救", "First aid", "救护"),
    ("psychology", "倾听疏导", "Listening in hard times", "心理疏导 心理"),
    ("law", "法律咨询", "Legal advice", "法律 律师 legal"),
    ("teaching", "上课讲座", "Teaching a class", "讲课 讲座 培训 workshop"),
    ("sports", "带运动", "Leading exercise", "体育 健身 exercise"),
    ("music-arts", "文艺书画", "Music and arts", "文艺 书法 绘画 art music"),
    ("photography", "摄影摄像", "Photography", "拍照 photo video"),
    ("writing", "写稿宣传", "Writing and notices", "宣传 文案 communications"),
    ("gardening", "种花种菜", "Gardening", "园艺 绿化"),
    ("waste-sorting", "垃圾分类指导", "Guiding waste sorting", "垃圾分类 recycling"),
    ("event-help", "活动协助", "Helping at events", "签到 引导 会务 events"),
    ("patrol", "巡逻守望", "Neighbourhood watch", "巡逻 平安"),
)

# slug, Chinese, English, unit, other ways of writing it
ITEMS: tuple[tuple[str, str, str, str, str], ...] = (
    ("desk-lamp", "台灯", "Desk lamps", "piece", "lamp"),
    ("stair-climber", "爬楼机", "Stair-climbing chair", "piece", "爬楼椅"),
    ("wheelchair", "轮椅", "Wheelchairs", "piece", ""),
    ("walking-frame", "助行器", "Walking frames", "piece", "拐杖 walker"),
    ("care-bed", "护理床", "Care beds", "piece", ""),
    ("grab-rail", "扶手", "Grab rails", "piece", ""),
    ("hearing-aid", "助听器", "Hearing aids", "piece", ""),
    ("glasses", "老花镜", "Reading glasses", "pair", "眼镜"),
    ("blood-pressure-meter", "血压计", "Blood pressure meters", "piece", ""),
    ("first-aid-kit", "急救包", "First aid kits", "set", "急救箱"),
    ("aed", "自动除颤仪", "Defibrillators", "piece", "AED 除颤仪"),
    ("medical-mask", "医用口罩", "Medical masks", "piece", "口罩 一次性口罩 医用外科口罩 外科口罩 mask masks"),
    ("n95-mask", "N95 口罩", "N95 masks", "piece", "N95口罩 医用N95口罩 KN95"),
    ("protective-suit", "防护服", "Protective suits", "piece", "医用防护服 隔离衣 手术衣 gown"),
    ("goggles", "护目镜", "Goggles", "piece", "防护眼镜 防护目镜"),
    ("face-shield", "防护面罩", "Face shields", "piece", "面屏 防护面屏"),
    ("gloves", "手套", "Gloves", "pair", "医用手套 乳胶手套 橡胶手套"),
    ("shoe-covers", "鞋套", "Shoe covers", "pair", "防护鞋套"),
    ("caps", "医用帽", "Medical caps", "piece", "帽子 手术帽"),
    ("disinfectant", "消毒液", "Disinfectant", "millilitre", "84消毒液 消毒水"),
    ("alcohol", "酒精", "Alcohol", "millilitre", "医用酒精"),
    ("hand-gel", "免洗洗手液", "Hand gel", "millilitre", "洗手液"),
    ("thermometer", "体温计", "Thermometers", "piece", "测温仪 额温枪 红外体温计"),
    ("ventilator", "呼吸机", "Ventilators", "piece", ""),
    ("oxygen-concentrator", "制氧机", "Oxygen concentrators", "piece", ""),
    ("rice", "大米", "Rice", "gram", "米"),
    ("flour", "面粉", "Flour", "gram", ""),
    ("cooking-oil", "食用油", "Cooking oil", "millilitre", "油"),
    ("vegetables", "蔬菜", "Vegetables", "gram", "菜"),
    ("milk", "牛奶", "Milk", "millilitre", "奶"),
    ("hot-meal", "热饭", "Hot meals", "portion", "盒饭 午餐 meal"),
    ("food-parcel", "食品包", "Food parcels", "portion", "爱心包 food box"),
    ("water", "饮用水", "Drinking water", "millilitre", "水 矿泉水"),
    ("nappies", "纸尿裤", "Nappies", "piece", "尿不湿 成人纸尿裤 diapers"),
    ("toiletries", "洗漱用品", "Toiletries", "set", "日用品"),
    ("quilt", "棉被", "Quilts", "piece", "被子 毛毯 blanket"),
    ("winter-coat", "棉衣", "Winter coats", "piece", "棉服 coat"),
    ("heater", "取暖器", "Heaters", "piece", "电暖器"),
    ("fan", "电扇", "Fans", "piece", "风扇"),
    ("school-bag", "书包", "School bags", "piece", ""),
    ("stationery", "文具", "Stationery", "set", ""),
    ("books", "图书", "Books", "piece", "书"),
    ("toys", "玩具", "Toys", "piece", ""),
    ("computer", "电脑", "Computers", "piece", "笔记本电脑 laptop"),
    ("phone", "手机", "Phones", "piece", "smartphone"),
    ("chair", "椅子", "Chairs", "piece", "凳子"),
    ("table", "桌子", "Tables", "piece", "课桌"),
    ("bench", "长椅", "Benches", "piece", ""),
    ("tool-box", "工具箱", "Tool boxes", "set", "工具"),
    ("compost-machine", "厨余处理机", "Composters", "piece", "堆肥机 composter"),
    ("sorting-bin", "分类垃圾桶", "Sorting bins", "piece", "垃圾桶"),
    ("plants", "花苗", "Plants", "piece", "绿植"),
)

PURPOSES: tuple[Row, ...] = (
    ("snacks", "点心", "Snacks", "茶点"),
    ("meals", "餐食", "Meals", "助餐"),
    ("materials", "材料", "Materials", "物料 耗材"),
    ("equipment", "设备", "Equipment", ""),
    ("transport", "交通", "Transport", "车费"),
    ("insurance", "保险", "Insurance", ""),
    ("training", "培训", "Training", ""),
    ("rent", "场地", "Rent of a place", "场租"),
    ("medical-costs", "看病", "Medical costs", "医疗"),
    ("school-costs", "上学", "School costs", "助学"),
    ("living-costs", "过日子", "Living costs", "生活补助"),
    ("repairs-at-home", "家里修缮", "Repairs at home", "适老化改造"),
    ("events", "活动", "Events", ""),
    ("any", "都可以", "Anything needed", "不限 unrestricted"),
)

NEED_KINDS: tuple[Row, ...] = (
    ("care", "陪伴照护", "Company and care", "养老 老人 eldercare"),
    ("children", "孩子", "Children", "儿童 青少年 youth"),
    ("disability", "残障支持", "Support with a disability", "助残 disability"),
    ("health", "看病健康", "Health", "医疗 健康"),
    ("learning", "学习", "Learning", "教育 education"),
    ("food", "吃饭", "Food", "助餐 hunger"),
    ("hardship", "生活困难", "Hard times", "帮扶 救助 poverty"),
    ("home", "家里修修弄弄", "Things at home", "居家 维修 housing"),
    ("getting-about", "出行", "Getting about", "交通 transport"),
    ("mind", "心里的事", "Weight on the mind", "心理"),
    ("green", "环境绿化", "Green and clean", "环境 环保 environment"),
    ("culture", "文化活动", "Culture", "文体 arts"),
    ("safety", "平安", "Safety", "安全"),
    ("neighbours", "邻里关系", "Between neighbours", "调解 邻里"),
    ("newcomers", "新来的邻居", "Newcomers", "流动人口 immigrants"),
    ("animals", "动物", "Animals", "宠物"),
    ("emergency", "应急", "Emergencies", "抗疫 救灾 disaster"),
    ("other", "别的", "Something else", "其他 其它"),
)

SPACE_KINDS: tuple[Row, ...] = (
    ("heated-room", "有暖气的屋子", "A heated room", ""),
    ("meeting-room", "会议室", "Meeting room", "活动室"),
    ("classroom", "教室", "Classroom", ""),
    ("hall", "礼堂", "Hall", "大厅"),
    ("kitchen", "厨房", "Kitchen", "食堂"),
    ("store-room", "库房", "Store room", "仓库 storage"),
    ("bed", "床位", "Beds", "住宿 酒店 房间 hotel room"),
    ("yard", "院子", "Yard", "空地 操场"),
    ("shop-front", "门面", "Shop front", ""),
    ("office", "办公室", "Office", "工位"),
)

SERVICES: tuple[Row, ...] = (
    ("family-talks", "家庭谈话", "Talks with families", "家庭辅导"),
    ("casework", "个案服务", "Casework", "个案"),
    ("group-work", "小组工作", "Group work", "小组"),
    ("home-assessment", "上门评估", "Assessment at home", "评估"),
    ("counselling", "心理咨询", "Counselling", "心理辅导"),
    ("crisis-help", "危机介入", "Help in a crisis", "危机"),
    ("benefits-advice", "政策与救助咨询", "Advice on benefits", "政策咨询 救助"),
    ("mediation", "调解", "Mediation", "纠纷调解"),
    ("rehabilitation", "康复指导", "Rehabilitation", "康复"),
    ("legal-aid", "法律援助", "Legal aid", "法律"),
)

LANGUAGES: tuple[Row, ...] = (
    ("mandarin", "普通话", "Mandarin", "国语 Chinese"),
    ("cantonese", "粤语", "Cantonese", "广东话"),
    ("shanghainese", "上海话", "Shanghainese", "沪语"),
    ("sichuanese", "四川话", "Sichuanese", ""),
    ("hokkien", "闽南话", "Hokkien", "台语"),
    ("hakka", "客家话", "Hakka", ""),
    ("teochew", "潮汕话", "Teochew", "潮州话"),
    ("wenzhounese", "温州话", "Wenzhounese", ""),
    ("xiang", "湖南话", "Hunanese", "湘语"),
    ("wuhan", "武汉话", "Wuhan speech", ""),
    ("north-east", "东北话", "North-eastern speech", ""),
    ("beijing", "北京话", "Beijing speech", ""),
    ("tibetan", "藏语", "Tibetan", ""),
    ("uyghur", "维吾尔语", "Uyghur", "维语"),
    ("mongolian", "蒙古语", "Mongolian", "蒙语"),
    ("zhuang", "壮语", "Zhuang", ""),
    ("korean", "朝鲜语", "Korean", "韩语"),
    ("english", "英语", "English", ""),
    ("japanese", "日语", "Japanese", ""),
    ("russian", "俄语", "Russian", ""),
    ("french", "法语", "French", ""),
    ("spanish", "西班牙语", "Spanish", ""),
    ("arabic", "阿拉伯语", "Arabic", ""),
    ("sign-language", "手语", "Sign language", ""),
)

CHECKS: tuple[Row, ...] = (
    ("home-visit", "上门服务核验", "Home-visit check", ""),
    ("with-children", "未成年人服务核验", "Check for work with children", "无犯罪记录 background check"),
    ("driving-licence", "驾驶证", "Driving licence", "驾照"),
    ("first-aid", "急救证", "First aid certificate", "救护员证"),
    ("health-certificate", "健康证", "Health certificate", ""),
    ("social-work-licence", "社工证", "Social work licence", "社会工作者职业资格"),
)


def default_words() -> Iterator[Word]:
    """All of them, units first: items are counted in units."""
    for slug, zh, en, base, factor, other in UNITS:
        yield Word(Shelf.UNIT, slug, zh, en, tuple(other.split()), base, factor)
    for slug, zh, en, unit, other in ITEMS:
        yield Word(Shelf.ITEM, slug, zh, en, _others(other), unit)
    for shelf, rows in (
        (Shelf.SKILL, SKILLS),
        (Shelf.PURPOSE, PURPOSES),
        (Shelf.NEED_KIND, NEED_KINDS),
        (Shelf.SPACE_KIND, SPACE_KINDS),
        (Shelf.SERVICE, SERVICES),
        (Shelf.LANGUAGE, LANGUAGES),
        (Shelf.CHECK, CHECKS),
    ):
        for slug, zh, en, other in rows:
            yield Word(shelf, slug, zh, en, _others(other))


def _others(text: str) -> tuple[str, ...]:
    return tuple(text.split())
