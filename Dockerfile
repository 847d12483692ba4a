# The product without training. Every part is `manage.py part NAME` of one image.

FROM python:3.12-slim-bookworm AS packages
RUN python -m venv /venv
COPY requirements/serving.txt .
RUN /venv/bin/python -m pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: -r serving.txt

FROM python:3.12-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 VAR_DIR=/var/lib/classroom METRICS_DIR=/tmp/metrics PORT=8000
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin classroom \
    && install --directory --owner classroom "$VAR_DIR" "$VAR_DIR/ledger"
WORKDIR /product
COPY --from=packages /venv /venv
COPY manage.py ./
COPY classroom classroom
COPY inference inference
COPY templates templates
COPY static static
RUN python -m classroom.languages compile && python -m compileall -q classroom inference
USER classroom
# Collecting files connects to nothing; these values are for this one command.
RUN DATABASE_URL=postgresql:///none REDIS_URL=redis://none/0 SECRET_KEY=none DEPLOYMENT_REGION=KZ ALLOWED_HOSTS=none \
    python manage.py collectstatic --no-input --verbosity 0
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "classroom/operations/readiness.py"]
CMD ["python", "manage.py", "part", "web", "--host", "0.0.0.0"]
