/// A page, as templates show it.
///
/// A template finds a name in what it is in, and else in what that is in: so no two of these types
/// have a name in common that may be absent in one of them.
struct PageBody: Sendable {
    /// What the page is about; also the title of its window.
    var heading: String
    /// A state beside the heading.
    var state: Badge?
    /// One sentence or two below it.
    var intro: String?
    /// What leads back.
    var trail: LinkList?
    /// What has just happened, or is wrong.
    var pageNotice: Notice?
    /// What can be done with it.
    var actions: LinkList?
    var sections: [PageSection]
    /// A script of this page's own, where one runs.
    var pageModule: String?
    /// After how many seconds a browser asks for it again, as it changes by itself.
    var reloadsAfter: Int?

    init(_ heading: String, _ sections: [PageSection] = []) {
        self.heading = heading
        self.sections = sections
    }

    /// The same without links that lead nowhere for its reader.
    func linking(_ leads: (String) -> Bool) -> PageBody {
        var page = self
        page.actions = actions.flatMap { LinkList($0.items.filter { leads($0.href) }) }
        page.sections = sections.map { $0.linking(leads) }
        return page
    }
}

/// Links, one after another; nil where there are none.
struct LinkList: Sendable {
    struct Item: Sendable {
        let href: String
        let text: String
        var linkClass = "button"
        var isCurrent = false
    }

    let items: [Item]

    init?(_ items: [Item]) {
        guard !items.isEmpty else { return nil }
        self.items = items
    }
}

/// A short text in a colored frame; its color repeats what the text says.
struct Badge: Sendable {
    enum Tone: String, Sendable {
        case good, warning, danger, neutral
    }

    let text: String
    let tone: String

    init(_ text: String, _ tone: Tone) {
        self.text = text
        self.tone = tone.rawValue
    }
}

/// Something that the reader must not miss.
struct Notice: Sendable {
    let noticeHeading: Sentence
    let noticeText: Sentence?
    let noticeTone: String
    /// `alert` is read out at once, `status` when the reader is idle.
    let role: String
    var noticeLinks: LinkList?
    /// Whether whoever comes to the page is led to it first, as after a form that was refused.
    var takesFocus = false

    init(_ heading: String, _ text: String? = nil, _ tone: Badge.Tone = .good) {
        self.init(telling: Sentence(heading), text.map { Sentence($0) }, tone)
    }

    /// One that names moments.
    init(telling heading: Sentence, _ text: Sentence? = nil, _ tone: Badge.Tone = .good) {
        noticeHeading = heading
        noticeText = text
        noticeTone = tone.rawValue
        role = tone == .danger ? "alert" : "status"
    }
}
