@testable import TaproomHTTP

extension FuzzTarget {
    /// Both readers agree on whether a text is an object. An edit changes no other member.
    static let json = FuzzTarget(name: "json") { bytes in
        let value = try? JSONValue(parsing: bytes)
        if let value {
            let written = value.bytes
            require((try? JSONValue(parsing: written)) == value, "what is written reads as the same")
            require((try? JSONValue(parsing: written))?.bytes == written, "and is written as the same")
        }
        let decoded = try? JSONDecoding().decode(JSONValue.self, from: bytes)
        let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
        require(decoded == (isUTF8 ? value : nil), "the decoder takes what is JSON in UTF-8, and nothing else")
        checkDictionary(bytes)
        let fields = try? JSONFields(bytes)
        if case .object = value {
        } else {
            require(fields == nil, "what is no object has no members")
            return
        }
        require(fields != nil, "an object has members")
        guard let fields else { return }
        check(fields)
    }

    /// Checks that a dictionary is the same after it has been encoded and decoded.
    private static func checkDictionary(_ bytes: [UInt8]) {
        guard let numbers = try? JSONDecoding().decode([String: [Double?]].self, from: bytes) else { return }
        let written = try? JSONEncoding.encode(numbers)
        let again = written.flatMap { try? JSONDecoding().decode([String: [Double?]].self, from: $0) }
        require(again == numbers, "what is decoded is encoded again")
    }

    private static func check(_ fields: JSONFields) {
        let names = fields.names
        for name in [names.first, names.last, "new", "a\"\u{1}ä"].compactMap({ $0 }) {
            var edited = fields
            edited.set(name, Array("[1,{\"x\":null}]".utf8))
            require(edited[name]?.elementsEqual("[1,{\"x\":null}]".utf8) == true, "a member that is set is there")
            same(fields, edited, except: name)
            edited.remove(name)
            require(edited[name] == nil || names.filter { $0 == name }.count > 1, "a member that is removed is gone")
            same(fields, edited, except: name)
        }
    }

    private static func same(_ before: JSONFields, _ after: JSONFields, except name: String) {
        guard let again = try? JSONFields(after.bytes) else { return require(false, "an edited text is an object") }
        require(again.names == after.names, "its members are those known")
        for other in before.names where other != name {
            // A name that is not UTF-8 is in both, and neither finds it by its text.
            require(before[other] == after[other], "another member stays")
            require(again[other] == before[other], "so it reads again")
        }
    }
}
