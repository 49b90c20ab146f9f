/// What an operator has just done; its name is in the address of the page that follows.
enum DoneNotice: String {
    case signedIn = "signed-in"
    case minted, disabled, enabled, revoked, changed, rotated, freed, voided, emailed
    case added, deleted, tested, retired, published, granted, restored, mapped
    case unchanged
    case alreadyFree = "already-free"
    case unmapped, stopped, continued, finished
    case ended, withdrawn

    /// Whether a page still shows what was done: its address may come from a chat, days later.
    func isSo(of state: Badge?) -> Bool {
        guard let state else { return true }
        return switch self {
        case .revoked: state.text == "revoked"
        case .disabled: state.text == "disabled"
        case .enabled: !["disabled", "revoked"].contains(state.text)
        default: true
        }
    }

    /// What the page says.
    var notice: Notice {
        switch self {
        case .signedIn: Notice("You are signed in.")
        case .minted: Notice("The license key was minted.")
        case .disabled: Notice("The license is disabled.", "You can enable it again.", .warning)
        case .enabled: Notice("The license is enabled.")
        case .revoked:
            Notice("The license is revoked.", "The next status list says so.", .warning)
        case .changed: Notice("The change is saved.")
        case .unchanged: Notice("Nothing was changed.", nil, .neutral)
        case .rotated:
            Notice("The license has a new key.", "The keys before it name nothing any more.")
        case .freed: Notice("The seat is free.")
        case .alreadyFree: Notice("This seat is free already.", nil, .neutral)
        case .voided:
            Notice(
                "The device’s claim is void.", "Its units are back, and it has no seat.",
                .warning)
        case .emailed: Notice("The e-mail is on its way.")
        case .added: Notice("It was added.")
        case .deleted: Notice("It was deleted.")
        case .tested: Notice("A test message is on its way.")
        case .retired: Notice("The key is retired.")
        case .published:
            Notice("The newer bundle is handed out.", "Devices that sync fetch it.")
        case .granted: Notice("The benefit is granted.")
        case .mapped:
            Notice("The product is mapped.", "What shops had said of it before is taken.")
        case .unmapped: Notice("The product is not mapped any more.", "Its sales wait.", .warning)
        case .stopped: Notice("No more keys are minted.", "You can continue, or give up the rest.")
        case .continued: Notice("Minting continues.")
        case .finished: Notice("The rest is given up.", "The keys that are minted stay good.")
        case .restored: Notice("The benefit is granted again.")
        case .ended:
            Notice("The session is ended.", "Whoever had it signs in again, if they still can.")
        case .withdrawn: Notice("The link is taken back.", "It signs nobody in.")
        }
    }
}
