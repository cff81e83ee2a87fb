import BeerAPI
import BeerNames
import Glibc
import Logging

/// Where beers come from.
enum BeerSource: Sendable {
    case generator(BeerNameGenerator)
    case api(BeerAPI, Logger)

    /// - Throws: `StartError` where no API can be asked here.
    init(_ settings: Settings) throws {
        guard let address = settings.beerAPI else {
            self = .generator(BeerNameGenerator())
            return
        }
        do throws(BeerAPIError) {
            self = .api(try BeerAPI(address), Logger(label: "beer-demo"))
        } catch {
            throw StartError(message: error.description, code: EX_UNAVAILABLE)
        }
    }

    /// A beer; nil where none is to be had right now.
    func next() async -> Beer? {
        switch self {
        case .generator(let generator): return generator.next()
        case .api(let api, let logger):
            do {
                return try await api.next()
            } catch {
                logger.warning("no beer", metadata: ["error": "\(error)"])
                return nil
            }
        }
    }
}
