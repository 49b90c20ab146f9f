import Foundation
import LicenseTestSupport
import Testing

@Suite struct `A program that links the verifier` {
    /// What a linked program takes from shared libraries, as `nm` prints it.
    private static func imports(of product: String) throws -> [String] {
        let result = try runProcess(
            "/usr/bin/env",
            [
                "nm", "--dynamic", "--undefined-only",
                Shell.products.appendingPathComponent(product).path,
            ])
        #expect(result.status == 0)
        return String(decoding: result.output, as: UTF8.self).split(separator: "\n").compactMap {
            $0.split(separator: " ").last?.split(separator: "@").first.map(String.init)
        }
    }

    private static let network: Set<String> = [
        "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "getaddrinfo",
        "gethostbyname", "gethostbyname_r", "send", "sendto", "sendmsg", "recv", "recvfrom",
        "recvmsg", "res_query", "curl_easy_init", "dlopen",
    ]

    @Test(arguments: ["VerifierSample", "latchkey"])
    func `imports nothing that could reach a network`(product: String) throws {
        let imports = try Self.imports(of: product)
        #expect(imports.contains { $0.contains("EVP_DigestVerify") }, "nm found the real imports")
        #expect(imports.filter(Self.network.contains) == [])
    }

    private static let settings: Set<String> = [
        "open", "open64", "openat", "openat64", "fopen", "fopen64", "freopen", "freopen64", "read",
        "pread", "pread64", "fread", "fgets", "getline", "mmap", "mmap64", "opendir", "readlink",
        "getenv", "secure_getenv", "environ", "__environ", "dlopen",
    ]

    /// What is pinned in a program is not replaced by what lies beside it.
    @Test func `imports nothing that could read a file or a setting`() throws {
        let imports = try Self.imports(of: "VerifierSample")
        #expect(imports.contains { $0.contains("EVP_DigestVerify") }, "nm found the real imports")
        #expect(imports.filter(Self.settings.contains) == [])
    }

    @Test func `links libcrypto and no Foundation, database or compressor of another kind`() throws
    {
        let needed = try libraries(of: "VerifierSample")
        #expect(needed.contains { $0.hasPrefix("libcrypto.so") })
        let others = needed.filter { name in
            ![
                "libcrypto.so", "libz.so", "libc.so", "libm.so", "libgcc_s.so", "libstdc++.so",
                "ld-linux", "libswiftCore", "libswiftSynchronization", "libswift_", "libswiftGlibc",
                "libswiftSwiftOnoneSupport",
                "libpthread", "libdl",
            ].contains { name.hasPrefix($0) }
        }
        #expect(others == [])
    }

    @Test func `decides about a license and says so by its exit status`() throws {
        try withTemporaryDirectory { directory in
            let made = try Shell.run(
                """
                latchkey keys new --no-passphrase > /dev/null
                latchkey issue --prefix ACME --lifetime 1y 2> /dev/null > key
                latchkey issue --prefix ACME --lifetime 30d --issued-at 2026-01-01 > old
                latchkey keys export --format hex > pub
                """, in: directory)
            #expect(made.status == 0, Comment(rawValue: made.talk))
            let sample = Shell.products.appendingPathComponent("VerifierSample").path
            for (key, status, word) in [("key", 0, "allowed"), ("old", 1, "denied")] {
                let result = try Shell.run("'\(sample)' $(cat pub) $(cat \(key))", in: directory)
                #expect(result.status == Int32(status))
                #expect(result.output.hasPrefix(word))
            }
            let forged = try Shell.run(
                "'\(sample)' $(cat pub) $(sed 's/[A-M]/Z/20' key)", in: directory)
            #expect(forged.status == 65)
            #expect(forged.output.contains("key.signature"))
        }
    }
}

@Suite struct `The issuer's program` {
    @Test func `links no library that speaks to a database server`() throws {
        let needed = try libraries(of: "latchkey")
        #expect(needed.contains { $0.hasPrefix("libsqlite3.so") }, "readelf found the real ones")
        #expect(!needed.contains { $0.hasPrefix("libpq") })
    }
}

@Suite struct `The device's agent` {
    @Test func `links no database`() throws {
        let needed = try libraries(of: "latchkey-sync")
        #expect(needed.contains { $0.hasPrefix("libcrypto.so") }, "readelf found the real ones")
        #expect(!needed.contains { $0.hasPrefix("libsqlite3") || $0.hasPrefix("libpq") })
    }
}

/// The shared libraries that a program names.
private func libraries(of product: String) throws -> [String] {
    let result = try runProcess(
        "/usr/bin/env",
        ["readelf", "--dynamic", "--wide", Shell.products.appendingPathComponent(product).path])
    return String(decoding: result.output, as: UTF8.self).split(separator: "\n")
        .filter { $0.contains("(NEEDED)") }
        .compactMap {
            $0.split(separator: "[").last?.split(separator: "]").first.map(String.init)
        }
}
