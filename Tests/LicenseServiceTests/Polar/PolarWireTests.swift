import JSON
import LicenseTestSupport
import LicenseVerifier
import Testing

@testable import LicenseService

@Suite struct `Ids and times of an answer` {
    @Test(arguments: 0..<UInt64(20))
    func `are written as everywhere else`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let id = LicenseID.random(using: &generator)
        let time = Timestamp(
            secondsSinceEpoch: Int64.random(in: 0...253_402_300_799, using: &generator))!
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("id", id)
            writer.member("time", time)
            writer.member("none", Timestamp?.none)
        }
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"id":"\#(id)","time":"\#(time)","none":null}"#)
    }

    @Test(arguments: [
        ("2027-05-05", "2027-05-05T00:00:00Z"), ("2027-05-05T10:11", "2027-05-05T10:11:00Z"),
        ("2027-05-05 10:11:12.999999999", "2027-05-05T10:11:12Z"),
        ("2027-05-05T10:11:12.5+02:30", "2027-05-05T07:41:12Z"),
        ("2027-05-05t10:11:12z", "2027-05-05T10:11:12Z"),
        ("2027-05-05T10:11:12-0130", "2027-05-05T11:41:12Z"), ("86400", "1970-01-02T00:00:00Z"),
        ("1800000000000", "2027-01-15T08:00:00Z"), ("1969-12-31", nil), ("10000-01-01", nil),
        ("2027-13-01", nil), ("2027-05-05T", nil), ("2027-05-05T10", nil), ("", nil),
        ("2027-05-05T10:11:12.", nil), ("2027-05-05X10:11:12", nil), ("nan", nil),
        ("é027-05-05", nil), ("1e400", nil),
    ])
    func `are read leniently`(text: String, time: String?) {
        var problems: [PolarProblem] = []
        let read = PolarValue.time(.string(text), [.name("body")], &problems)
        #expect(read?.description == time)
        #expect(problems.isEmpty == (time != nil))
    }
}
