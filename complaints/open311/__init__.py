"""Open311 GeoReport v2: what civic programs expect of a system of complaints."""
