import COSE

/// What a form was filled from, so that of two edits at once the second is told of the first.
enum FormVersion {
    static let field = "version"

    /// The version of all that a form shows; times alone would let two edits of one second pass.
    static func of(_ values: [String?]) -> String {
        let parts = values.map { value in value.map { "\($0.utf8.count):\($0)" } ?? "-" }
        let digest = SHA256.digest(of: Array(parts.joined().utf8))
        return String(Base64.encodeURL(digest).prefix(22))
    }
}

extension PageBody {
    /// The page with a form that was refused, which goes on saying what it was filled from first: a
    /// change that somebody made meanwhile is not lost by correcting a field.
    func keepingVersion(of sent: SubmittedForm, to path: String) -> PageBody {
        guard let version = sent[FormVersion.field] else { return self }
        var page = self
        for index in page.sections.indices {
            guard let form = page.sections[index].form,
                form.action == path || form.previewAction == path
            else { continue }
            page.sections[index].form?.hiddenFields = form.hiddenFields.map { hidden in
                hidden.hiddenName == FormVersion.field
                    ? PageForm.HiddenField(hiddenName: FormVersion.field, hiddenValue: version)
                    : hidden
            }
        }
        return page
    }
}
