import COSE
import LicenseVerifier

/// What is behind a `latchkey_list`: a status list, whole or in pages.
final class ListContent: HandleContent {
    static let kind = HandleKind.list

    enum Form {
        case whole(VerifiedStatusList)
        case pages(PagedStatusList)
    }

    let form: Form
    let texts = BorrowedTexts(count: 2)

    init(_ form: Form) {
        self.form = form
    }

    var claims: StatusListClaims {
        switch form {
        case .whole(let list): list.claims
        case .pages(let pages): pages.claims
        }
    }

    var memory: StatusMemory {
        switch form {
        case .whole(let list): StatusMemory(list)
        case .pages(let pages): StatusMemory(pages)
        }
    }

    /// The whole list, put together out of all pages where it is in such.
    func list() throws(StatusError) -> VerifiedStatusList {
        switch form {
        case .whole(let list): list
        case .pages(let pages): try pages.list()
        }
    }

    func status(of index: StatusIndex) throws(StatusError) -> LicenseStatus {
        switch form {
        case .whole(let list): try list.status(of: index)
        case .pages(let pages): try pages.status(of: index)
        }
    }

    /// What the list says of a license; nothing where it is another's.
    func fact(about claims: LicenseClaims) throws(StatusError) -> StatusFact {
        switch form {
        case .whole(let list): return .list(list)
        case .pages(let pages):
            guard let index = claims.statusIndex, index.shard == pages.claims.shard else {
                return .nothing
            }
            return .entry(try pages.entry(of: index))
        }
    }
}

/// What is behind a `latchkey_staple`.
final class StapleContent: HandleContent {
    static let kind = HandleKind.staple

    let staple: VerifiedStatusStaple
    let texts = BorrowedTexts(count: 1)

    init(_ staple: VerifiedStatusStaple) {
        self.staple = staple
    }
}
