extension PageBody {
    /// Says above the form which fields cannot be used; nothing where all can.
    mutating func show(_ faults: [FieldFault]) {
        guard !faults.isEmpty else { return }
        var notice = Notice(
            faults.count == 1
                ? "One field cannot be used as it is." : "Some fields cannot be used as they are.",
            nil, .danger)
        notice.noticeLinks = LinkList(
            faults.map { LinkList.Item(href: "#field-\($0.field)", text: $0.detail) })
        notice.takesFocus = true
        pageNotice = notice
    }
}
