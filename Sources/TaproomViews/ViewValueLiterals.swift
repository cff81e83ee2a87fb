extension ViewValue: ExpressibleByNilLiteral {
    /// Makes ``ViewValue/null`` from `nil`.
    public init(nilLiteral: ()) {
        self = .null
    }
}

extension ViewValue: ExpressibleByBooleanLiteral {
    /// Makes a ``ViewValue/bool(_:)`` from `true` or `false`.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }
}

extension ViewValue: ExpressibleByIntegerLiteral {
    /// Makes an ``ViewValue/int(_:)-enum.case`` from a whole number.
    public init(integerLiteral value: Int) {
        self = .int(value)
    }
}

extension ViewValue: ExpressibleByFloatLiteral {
    /// Makes a ``ViewValue/double(_:)-enum.case`` from a number with a fraction.
    public init(floatLiteral value: Double) {
        self = .double(value)
    }
}

extension ViewValue: ExpressibleByStringInterpolation {
    /// Makes a ``ViewValue/string(_:)-enum.case`` from a string literal.
    public init(stringLiteral value: String) {
        self = .string(value)
    }
}

extension ViewValue: ExpressibleByArrayLiteral {
    /// Makes a list from the values between brackets.
    public init(arrayLiteral elements: ViewValue...) {
        self = .list(elements)
    }
}

extension ViewValue: ExpressibleByDictionaryLiteral {
    /// Makes a ``ViewValue/dictionary(_:)``. If two names are equal, the later one counts.
    public init(dictionaryLiteral elements: (String, ViewValue)...) {
        self = .dictionary(Dictionary(elements) { _, later in later })
    }
}
