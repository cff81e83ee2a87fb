extension HeaderFields: ExpressibleByDictionaryLiteral {
    /// The fields in the order of the literal; names may repeat.
    public init(dictionaryLiteral fields: (FieldName, String)...) {
        self.init()
        for (name, value) in fields { append(name, value) }
    }
}
