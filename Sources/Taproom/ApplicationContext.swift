import Logging
import TaproomHTTP
import TaproomViews

/// The values that all requests of an application share.
package final class ApplicationContext: Sendable {
    package let settings: ApplicationSettings
    package let logger: Logger
    package let views: Views?
    /// Makes the requests' ids.
    let requestIDs = RequestIDs()

    package init(
        settings: ApplicationSettings = ApplicationSettings(), logger: Logger = .framework("taproom"),
        views: Views? = nil
    ) {
        self.settings = settings
        self.logger = logger
        self.views = views
    }
}
