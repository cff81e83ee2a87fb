@testable import BeerNames

/// The words that mark a style, and the styles whose names may contain them.
private let owners: [String: Set<String>] = [
    "IPA": ["IPA", "Double IPA"],
    "Double": ["Double IPA"],
    "Pale": ["Pale Ale"],
    "Stout": ["Stout", "Imperial Stout"],
    "Imperial": ["Imperial Stout", "Double IPA", "Red Ale"],
    "Porter": ["Porter"],
    "Lager": ["Lager"],
    "Pilsner": ["Pilsner"],
    "Pils": ["Pilsner"],
    "Kölsch": ["Kölsch"],
    "Bock": ["Bock"],
    "Doppelbock": ["Bock"],
    "Märzen": ["Märzen"],
    "Oktoberfest": ["Märzen"],
    "Rauchbier": ["Rauchbier"],
    "Wheat": ["Wheat", "Barleywine"],
    "Hefeweizen": ["Hefeweizen"],
    "Witbier": ["Witbier"],
    "Saison": ["Saison"],
    "Tripel": ["Belgian Tripel"],
    "Dubbel": ["Belgian Dubbel"],
    "Sour": ["Sour"],
    "Gose": ["Gose"],
    "Fruit": ["Fruit Beer"],
    "Pumpkin": ["Pumpkin Ale"],
    "Amber": ["Amber Ale"],
    "Brown": ["Brown Ale"],
    "Red": ["Red Ale"],
    "Scotch": ["Scotch Ale"],
    "ESB": ["ESB"],
    "Bitter": ["ESB"],
    "Mild": ["Mild"],
    "Barleywine": ["Barleywine"],
    "Cream": ["Cream Ale"],
    "Blonde": ["Blonde Ale"],
]

/// Returns the words of `name` that mark a style.
func styleWords(in name: String) -> [String] {
    name.split(separator: " ").map(String.init).filter { owners[$0] != nil }
}

/// Whether no word of `name` marks a style other than `style`.
func fits(_ name: String, style: String) -> Bool {
    styleWords(in: name).allSatisfy { owners[$0, default: []].contains(style) }
}

/// Whether `name` is suitable for a label: 1 to 60 bytes, single spaces, and each word a capital followed by letters.
func isPresentable(_ name: String) -> Bool {
    let words = name.split(separator: " ", omittingEmptySubsequences: false)
    return (1...60).contains(name.utf8.count)
        && words.allSatisfy { word in
            word.first?.isUppercase == true && word.allSatisfy { $0.isLetter || $0 == "'" || $0 == "-" }
        }
}

extension Corpus.Entry {
    /// The name as it appears on a label.
    var name: String {
        ([head.joined(separator: shape == .fused ? "" : " ")] + tail.map(String.init)).joined(separator: " ")
    }
}
