/// A part of a page, with a heading of its own.
struct PageSection: Sendable {
    var anchor: String?
    var title: String?
    var text: String?
    var sectionNotice: Notice?
    /// What will happen, before it does.
    var consequences: Lines?
    var figures: Figures?
    var progress: Progress?
    var details: DetailList?
    var copyable: CopyText?
    var picture: Picture?
    var plot: Plot?
    var form: PageForm?
    var table: PageTable?
    var buttons: LinkList?

    init(_ title: String? = nil, _ text: String? = nil) {
        self.title = title
        self.text = text
    }

    /// Sentences, one below another.
    struct Lines: Sendable {
        let lines: [String]
    }

    /// Numbers that are seen at a glance.
    struct Figures: Sendable {
        struct Figure: Sendable {
            let number: String
            let meaning: String
            var figureLink: String?
        }

        let numbers: [Figure]
    }

    /// How far something is that takes its time.
    struct Progress: Sendable {
        let progressLabel: String
        let progressDone: Int
        let progressTotal: Int
    }

    /// Names with their values.
    struct DetailList: Sendable {
        struct Detail: Sendable {
            let term: String
            let values: [Cell]

            init(_ term: String, _ values: Cell...) {
                self.term = term
                self.values = values
            }
        }

        var terms: [Detail]

        init(_ terms: [Detail?]) {
            self.terms = terms.compactMap(\.self)
        }
    }

    /// A text to be copied as a whole.
    struct CopyText: Sendable {
        let copyID: String
        let copyLabel: String
        let copied: String
        var copyRows = 4
    }

    /// A picture that this service has drawn; never one that somebody sent.
    struct Picture: Sendable {
        let svg: String
        let caption: String
    }
}
