internal import Glibc

/// A directory of keys, of a registry or of a ledger, in which nobody but its owner writes.
///
/// Who may write in it can put another file in a key's place, or take the registry away.
package enum OwnedDirectory {
    /// What else is judged than the directory itself.
    package enum Scope: Sendable {
        /// The directories above it too, up to the root: who can write there can rename it.
        case withParents
        /// Nothing: what a customer's program keeps for itself lies where the customer put it.
        case alone
    }

    /// Throws where anybody but this user and root may write in a directory that is there.
    ///
    /// A symbolic link is followed and its target judged.
    package static func check(
        _ path: String, _ scope: Scope = .withParents
    ) throws(KeyFileError) {
        let resolved = try resolved(path)
        try judge(try status(of: resolved), user: geteuid(), path: path)
        guard scope == .withParents else { return }
        var parent = resolved[...]
        while let slash = parent.lastIndex(of: "/"), parent != "/" {
            parent = slash == parent.startIndex ? "/" : parent[..<slash]
            let name = String(parent)
            try judgeParent(try status(of: name), user: geteuid(), path: name)
        }
    }

    /// Throws where anybody but this user and root may write in a file; one that is not there is nobody's.
    ///
    /// Its directory may be its owner's alone: a file that was linked or opened before stays open.
    package static func checkFile(_ path: String) throws(KeyFileError) {
        let status: stat
        do throws(KeyFileError) {
            status = try self.status(of: path)
        } catch .cannotOpen(_, ENOENT) {
            return
        }
        guard isTrusted(status.st_uid, geteuid()) else { throw .otherOwner(path: path) }
        guard status.st_mode & 0o022 == 0 else { throw .openToOthers(path: path) }
    }

    /// Whether a directory of this mode and owner may hold what is this user's alone.
    ///
    /// A sticky bit is not enough: it keeps others from removing files, not from adding some.
    static func judge(_ status: stat, user: uid_t, path: String) throws(KeyFileError) {
        guard isTrusted(status.st_uid, user) else { throw .directoryOfOther(path: path) }
        guard status.st_mode & 0o022 == 0 else { throw .directoryOpenToOthers(path: path) }
    }

    /// Whether such a directory may lie in a directory of this mode and owner.
    ///
    /// In a sticky one, as /tmp, others cannot rename it. Root gives its directories to groups of
    /// administrators (/var/local), and the group that has a user's own number has no other member
    /// where systems make a group for each user.
    static func judgeParent(_ status: stat, user: uid_t, path: String) throws(KeyFileError) {
        guard isTrusted(status.st_uid, user) else { throw .directoryOfOther(path: path) }
        if status.st_mode & S_ISVTX != 0 { return }
        let isOwnGroup = status.st_uid == 0 || status.st_gid == status.st_uid
        let others: mode_t = isOwnGroup ? 0o002 : 0o022
        guard status.st_mode & others == 0 else { throw .directoryOpenToOthers(path: path) }
    }

    /// Root may use anybody's directory, as it may any file.
    private static func isTrusted(_ owner: uid_t, _ user: uid_t) -> Bool {
        owner == user || owner == 0 || user == 0
    }

    private static func resolved(_ path: String) throws(KeyFileError) -> String {
        guard let resolved = unsafe realpath(path, nil) else {
            throw .cannotOpen(path: path, errno: errno)
        }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    private static func status(of path: String) throws(KeyFileError) -> stat {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            throw .cannotOpen(path: path, errno: errno)
        }
        return status
    }
}
