/// The verifier in JavaScript, for programs that hand it to browsers: the files beside this one, byte for
/// byte.
package enum JavaScriptVerifier {
    /// `latchkey.js`: verifies and decides.
    package static var module: [UInt8] { PackageResources.latchkey_js }
    /// `latchkey-sentences.js`: what its codes say to a person.
    package static var sentences: [UInt8] { PackageResources.latchkey_sentences_js }
}
