internal import COpenSSL

/// The private keys that one search of an OSSL_STORE found; frees what nobody takes.
@safe struct StoreFinding: ~Copyable {
    /// How many private keys there are, of whatever kind.
    private(set) var count = 0
    /// Whether the store asked for a passphrase.
    private(set) var wantedPassphrase = false

    private var key: OpaquePointer?

    /// A store holds few objects; one that yields more is not searched to its end.
    private static let maxObjects = 64

    /// Opens a store with a way to ask for the passphrase, and collects its private keys.
    init(
        answer: UnsafeRawBufferPointer?,
        open: (_ method: OpaquePointer, _ request: UnsafeMutableRawPointer) -> OpaquePointer?
    ) {
        guard let method = unsafe UI_create_method("latchkey") else { return }
        // Whatever the reason of a failure, it must not be taken for that of some later call.
        defer { ERR_clear_error() }
        defer { unsafe UI_destroy_method(method) }
        unsafe UI_method_set_reader(method) { unsafe PassphraseRequest.reply($0, $1) }
        var request = unsafe PassphraseRequest(answer: answer)
        unsafe withUnsafeMutablePointer(to: &request) { request in
            guard let store = unsafe open(method, UnsafeMutableRawPointer(request)) else {
                return
            }
            defer { unsafe OSSL_STORE_close(store) }
            unsafe OSSL_STORE_expect(store, OSSL_STORE_INFO_PKEY)
            for _ in 0..<Self.maxObjects where unsafe OSSL_STORE_eof(store) == 0 {
                guard let object = unsafe OSSL_STORE_load(store) else { continue }
                defer { unsafe OSSL_STORE_INFO_free(object) }
                if let found = unsafe OSSL_STORE_INFO_get1_PKEY(object) { unsafe add(found) }
            }
        }
        wantedPassphrase = request.isAsked
    }

    deinit {
        unsafe EVP_PKEY_free(key)
    }

    /// The key, if it is the only one, of the right kind, and sound.
    func onlyKey(source: String) throws(KeyFileError) -> SigningKey {
        guard let key = unsafe key else { throw .noKey(source: source) }
        guard count == 1 else { throw .severalKeys(source: source) }
        guard unsafe EVP_PKEY_is_a(key, "ED25519") == 1 else {
            let name = unsafe EVP_PKEY_get0_type_name(key).map { unsafe String(cString: $0) }
            throw .notEd25519(source: source, type: name ?? "unknown")
        }
        do throws(SigningKeyError) {
            // Both owners free the key, each a reference of its own.
            unsafe EVP_PKEY_up_ref(key)
            return try SigningKey.checked(unsafe PrivateKeyHandle(owning: key))
        } catch {
            throw .key(source: source, error)
        }
    }

    private mutating func add(_ found: OpaquePointer) {
        count += 1
        if unsafe key == nil { unsafe key = found } else { unsafe EVP_PKEY_free(found) }
    }
}

/// What libcrypto is told when it asks for a passphrase.
@safe private struct PassphraseRequest {
    /// The bytes to reply with, which outlive the search; nil refuses.
    let answer: UnsafeRawBufferPointer?
    var isAsked = false

    init(answer: UnsafeRawBufferPointer?) {
        unsafe self.answer = answer
    }

    /// Answers one question of libcrypto's user interface: 1 is done, -1 is no.
    static func reply(_ ui: OpaquePointer?, _ question: OpaquePointer?) -> Int32 {
        // Anything else than a prompt for hidden input is a notice, which nobody reads.
        guard unsafe UI_get_string_type(question) == UIT_PROMPT else { return 1 }
        guard
            let request = unsafe UI_get0_user_data(ui)?
                .assumingMemoryBound(to: PassphraseRequest.self)
        else { return -1 }
        unsafe request.pointee.isAsked = true
        guard let answer = unsafe request.pointee.answer else { return -1 }
        let bytes = unsafe answer.baseAddress?.assumingMemoryBound(to: CChar.self)
        return unsafe UI_set_result_ex(ui, question, bytes, Int32(answer.count)) == 0 ? 1 : -1
    }
}
