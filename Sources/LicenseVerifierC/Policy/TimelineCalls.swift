// The names are those of latchkey.h, where each function is documented.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

package import CLatchkey
import LicenseVerifier

/// What is behind a `latchkey_timeline`.
final class TimelineContent: HandleContent {
    static let kind = HandleKind.timeline

    fileprivate let timeline: Timeline
    fileprivate let license: VerifiedLicense

    fileprivate init(_ timeline: Timeline, of license: VerifiedLicense) {
        self.timeline = timeline
        self.license = license
    }
}

@c @implementation
package func latchkey_timeline_make(
    _ license: OpaquePointer?, _ facts: OpaquePointer?, _ from: Int64, _ through: Int64,
    _ timeline: UnsafeMutablePointer<OpaquePointer?>?,
    _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.make(timeline, "timeline", error) { () throws(Failure) in
        let license = unsafe try Call.content(license, "license", as: LicenseContent.self).license
        let facts = unsafe try Call.content(facts, "facts", as: FactsContent.self).current()
        let start = try Input.time(from, "from")
        let end = try Input.time(through, "through")
        return TimelineContent(
            license.timeline(try facts.facts(about: license.claims), from: start, through: end),
            of: license)
    }
}

@c @implementation
package func latchkey_timeline_count(_ timeline: OpaquePointer?) -> Int {
    unsafe Call.found(timeline, as: TimelineContent.self)?.timeline.stretches.count ?? 0
}

@c @implementation
package func latchkey_timeline_stretch(
    _ timeline: OpaquePointer?, _ index: Int, _ begins: UnsafeMutablePointer<Int64>?,
    _ decision: UnsafeMutablePointer<OpaquePointer?>?
) -> latchkey_result {
    unsafe Call.run(nil) { () throws(Failure) in
        unsafe begins?.pointee = 0
        unsafe decision?.pointee = nil
        let content = unsafe try Call.content(timeline, "timeline", as: TimelineContent.self)
        guard content.timeline.stretches.indices.contains(index) else {
            throw .badArgument("index", "below the number of stretches")
        }
        let stretch = content.timeline.stretches[index]
        if let decision = unsafe decision {
            unsafe decision.pointee = try HandleRoom().fill(
                with: DecisionContent(stretch.decision, about: content.license))
        }
        unsafe begins?.pointee = stretch.begins.secondsSinceEpoch
    }
}
