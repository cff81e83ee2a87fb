extension HeaderFields: ExpressibleByDictionaryLiteral {
    /// Makes fields in the order of the literal. Names may repeat.
    public init(dictionaryLiteral fields: (FieldName, String)...) {
        self.init()
        for (name, value) in fields { append(name, value) }
    }
}
