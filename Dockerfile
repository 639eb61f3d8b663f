FROM python:3.13-slim

WORKDIR /build
# The libraries first: they change seldom, and until then this layer is taken as it is.
COPY pyproject.toml constraints.txt ./
RUN python -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
print(*p['dependencies'], *p['optional-dependencies']['postgresql'], sep='\n')" > libraries.txt \
    && pip install --no-cache-dir -c constraints.txt -r libraries.txt
COPY README.md LICENSE ./
COPY bot bot
RUN pip install --no-cache-dir --no-deps . && rm -r /build

WORKDIR /verbatim
COPY corpus corpus
RUN useradd --system --uid 10001 --no-create-home verbatim && install -d -o verbatim -m 700 .verbatim
USER 10001
VOLUME /verbatim/.verbatim

ENV VERBATIM_HEALTH=127.0.0.1:8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=2m CMD ["verbatim", "status"]

ENTRYPOINT ["verbatim"]
CMD ["run"]
