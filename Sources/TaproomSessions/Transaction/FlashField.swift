import TaproomHTTP

/// Flash messages as connect-flash stores them: an object with a list of texts for each kind.
enum FlashField {
    static let name = "flash"

    /// Returns the messages in a field's value; none if the value has another form.
    static func messages(in value: JSONValue) -> [FlashMessage] {
        guard case .object(let members) = value else { return [] }
        return members.flatMap { member -> [FlashMessage] in
            guard case .array(let elements) = member.value else { return [] }
            return elements.map { element in
                FlashMessage(
                    element.stringValue ?? String(decoding: element.bytes, as: UTF8.self), kind: member.name)
            }
        }
    }

    static func value(of messages: [FlashMessage]) -> JSONValue {
        messages.reduce(.object([])) { joined($0, .object([.init($1.kind, [.string($1.text)])])) }
    }

    /// Joins the messages of two values. Lists of the same kind are concatenated. A value that is not an object takes
    /// precedence, because it belongs to the application.
    static func joined(_ first: JSONValue, _ second: JSONValue) -> JSONValue {
        guard case .object(var members) = first else { return first }
        guard case .object(let others) = second else { return second }
        for other in others {
            guard let index = members.firstIndex(where: { $0.name.isExactly(other.name) }) else {
                members.append(other)
                continue
            }
            guard case .array(let elements) = members[index].value, case .array(let more) = other.value else {
                continue
            }
            members[index].value = .array(elements + more)
        }
        return .object(members)
    }
}
