import Logging
import TaproomHTTP
import TaproomViews

/// What all requests of an application share.
package final class ApplicationContext: Sendable {
    package let settings: ApplicationSettings
    package let logger: Logger
    package let views: Views?
    /// What the ids of this process's requests begin with.
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
