import BeerAPI
import BeerNames
import Glibc
import Logging

/// The source of beers.
enum BeerSource: Sendable {
    case generator(BeerNameGenerator)
    case api(BeerAPI, Logger)

    /// - Throws: `StartError` if the API can't be used on this machine.
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

    /// Returns a beer; nil if none is available now.
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
