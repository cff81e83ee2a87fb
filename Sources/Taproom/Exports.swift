// Requests and responses are made of HTTP's types, and pages of views: an application that imports Taproom has them.
@_exported import TaproomHTTP
@_exported import TaproomViews
