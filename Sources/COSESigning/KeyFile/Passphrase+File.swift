extension Passphrase {
    /// Reads the first line of a file, without its line end in any form.
    ///
    /// The file must belong to this user and be closed to all others, like a private key.
    public static func read(file path: String) throws(KeyFileError) -> Passphrase {
        let file = try OwnerOnlyFile(opening: path)
        return try line(from: file.descriptor)
    }
}
