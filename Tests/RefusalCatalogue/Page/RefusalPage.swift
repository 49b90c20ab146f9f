/// The page of refusals: which chapters it has, in which order.
enum RefusalPage {
    private static let head = """
        # Refusals

        Every refusal and warning: its code, its sentence, the next step, and the status.

        ## Overview

        Look a code up here, or read all sentences in one sitting. **Exit** is the status with which \
        `latchkey`, `latchkeyd` or `latchkey-sync` ends; the manual lists what each status means. \
        **HTTP** is the status of the service's answer, a problem document (RFC 9457) with the code \
        in `code`, the sentence in `detail` and the next step in `next_step`. A code is stable; a \
        sentence may be reworded. Names, numbers and times are examples; ‹angle quotes› stand for \
        what depends on the request.

        This page is written by `swift run RefusalCatalogue` from the enums and from the literals \
        in the source, and CI compares the two. Do not edit it.


        """

    static func text(of chapters: [Chapter]) -> String {
        head + chapters.map(\.markdown).joined(separator: "\n")
    }

    /// The chapters, and a sentence for each enum whose examples do not cover its cases.
    static func chapters(from sources: SourceTree) -> (chapters: [Chapter], gaps: [String]) {
        let samples = SampledEnum.all(sources)
        let chapters =
            samples.map(\.chapter)
            + [CLiterals(sources: sources).chapter]
            + ProgramLiterals(sources: sources).chapters
            + ServiceLiterals(sources: sources).chapters
            + ShopLiterals(sources: sources).chapters
            + [Clauses.chapter(from: sources)]
        return (chapters, (samples + Clauses.sampled).compactMap { $0.gap(in: sources) })
    }
}
