package import Terminal

/// How far the replacement of a key is.
package struct RotationReport: Report {
    let key: String
    let present: String
    let next: String?
    let former: String?
    /// The steps that this call took.
    let taken: [String]
    let step: String
    /// The nodes that are waited for.
    let nodes: [String]?
    let todo: String
    private let sentences: [String]

    private enum CodingKeys: CodingKey {
        case key, present, next, former, taken, step, nodes, todo
    }

    /// - Parameter todo: what people do for the step that is waited for.
    package init(
        _ key: String, _ plan: RotationPlan, taken: [RotationStep], todo: String
    ) {
        self.key = key
        present = "\(plan.present)"
        next = plan.next.map { "\($0)" }
        former = plan.former.map { "\($0)" }
        self.taken = taken.map(\.code)
        step = plan.step.code
        nodes = plan.step.nodes
        self.todo = taken == [.discard] ? "nothing is left to do" : todo
        sentences = taken.compactMap(\.pastSentence)
    }

    package func text(_ style: Style) -> String {
        var fields = Fields()
        fields.add("present", present)
        if let next { fields.add("next", next) }
        if let former { fields.add("former", former) }
        for sentence in sentences { fields.add("done", sentence) }
        for node in nodes ?? [] { fields.add("waits for", node) }
        fields.add("to do", todo)
        return "\(style.strong(key))\n\(fields.text(style))"
    }
}

extension RotationStep {
    /// A stable name for programs.
    fileprivate var code: String {
        switch self {
        case .make: "make"
        case .bring: "bring"
        case .vouch: "vouch"
        case .serve: "serve"
        case .exchange: "exchange"
        case .restart: "restart"
        case .retire: "retire"
        case .discard: "discard"
        }
    }

    fileprivate var nodes: [String]? {
        switch self {
        case .serve(let nodes), .restart(let nodes): nodes
        case .make, .bring, .vouch, .exchange, .retire, .discard: nil
        }
    }

    fileprivate var pastSentence: String? {
        switch self {
        case .make: "made the next key"
        case .exchange: "put the next key in its place"
        case .discard: "retired the former key"
        case .bring, .vouch, .serve, .restart, .retire: nil
        }
    }
}
