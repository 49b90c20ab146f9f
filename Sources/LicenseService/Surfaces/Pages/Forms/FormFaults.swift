/// What is said above a form of which something cannot be used.
enum FormFaults {
    static func notice(_ faults: [FieldFault]) -> Notice {
        var notice = Notice(
            faults.count == 1
                ? "One field cannot be used as it is." : "Some fields cannot be used as they are.",
            nil, .danger)
        notice.noticeLinks = LinkList(
            faults.map { LinkList.Item(href: "#field-\($0.field)", word: $0.detail) })
        return notice
    }
}
