import Testing

@testable import LicenseSync

@Suite struct `A table of mounts` {
    private let table = MountTable(
        """
        22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
        23 22 0:21 / /tmp rw,nosuid - tmpfs tmpfs rw
        30 22 0:40 /@data /srv/data rw master:7 propagate_from:2 - btrfs /dev/sdb rw,subvol=/@data
        31 22 8:3 / /srv/two\\040words rw - xfs /dev/sda3 rw
        32 30 8:4 / /srv/data rw - f2fs /dev/sda4 rw
        not a mount
        """)

    @Test(arguments: [
        ("/", "ext4"), ("/var/lib", "ext4"), ("/tmp", "tmpfs"), ("/tmp/x", "tmpfs"),
        ("/tmpfile", "ext4"), ("/srv/two words/ledger", "xfs"),
        // The later of two mounts over each other.
        ("/srv/data/ledger", "f2fs"),
    ])
    func `names the type that a path is on`(path: String, type: String) {
        #expect(table.fileSystemType(of: path) == type)
    }

    @Test func `knows nothing when it is empty`() {
        #expect(MountTable("").fileSystemType(of: "/") == nil)
    }
}
