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
        let lines: [Sentence]

        init(lines: [String]) {
            self.lines = lines.map { Sentence($0) }
        }

        init(telling lines: [Sentence]) {
            self.lines = lines
        }
    }

    /// Numbers that are seen at a glance.
    struct Figures: Sendable {
        struct Figure: Sendable {
            let number: String
            let meaning: String
            var figureLink: String?
        }

        fileprivate(set) var numbers: [Figure]
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
            fileprivate(set) var values: [Cell]

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

extension PageSection {
    /// The same without links that lead nowhere for its reader: their texts stay.
    func linking(_ leads: (String) -> Bool) -> PageSection {
        var section = self
        section.table = table?.linking(leads)
        section.buttons = buttons.flatMap { LinkList($0.items.filter { leads($0.href) }) }
        for index in (details?.terms ?? []).indices {
            section.details?.terms[index].values =
                details?.terms[index].values.map {
                    $0.linking(leads)
                } ?? []
        }
        for index in (figures?.numbers ?? []).indices {
            if let link = figures?.numbers[index].figureLink, !leads(link) {
                section.figures?.numbers[index].figureLink = nil
            }
        }
        return section
    }
}
